/**
 * The text with what stands between `<!-- numbers name -->` and the `<!-- end -->` after it replaced.
 * @throws {RangeError} when the marks are not there
 */
export function between(text: string, name: string, numbers: string): string {
  const mark = `<!-- numbers ${name} -->\n`;
  const begin = text.indexOf(mark);
  const end = text.indexOf("<!-- end -->", begin);
  if (begin < 0 || end < 0) {
    throw new RangeError(`docs/studies.md has no "${mark.trim()}" with an "<!-- end -->" after it: write its section`);
  }
  return `${text.slice(0, begin + mark.length)}\n${numbers}\n\n${text.slice(end)}`;
}
