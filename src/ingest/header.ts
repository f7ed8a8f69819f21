import { DataError } from "../log/errors.ts";
import { FieldScanner } from "./delimited.ts";
import type { FileFormat } from "./file.ts";

export interface Header {
  readonly delimiter: string;
  /** unique without regard to case, as DuckDB wants them: a repeated `a` becomes `a_2`, a nameless third column `column3` */
  readonly names: string[];
}

/** The header of a delimited file, from its first bytes. A .csv may use comma, semicolon, tab or bar: the one its header has most of. */
export function readHeader(file: string, format: FileFormat, head: Buffer): Header {
  refuseUtf16(file, head);
  const body = head.subarray(head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0);
  // One character a byte until the cells are cut, because the head may end inside a character.
  const bytes = body.toString("latin1");
  const delimiters = format.kind === "tsv" ? ["\t"] : [",", ";", "\t", "|"];
  let best: { delimiter: string; cells: string[] } | undefined;
  for (const delimiter of delimiters) {
    const cells = firstRecord(bytes, delimiter);
    if (cells.length > (best?.cells.length ?? 0)) best = { delimiter, cells };
  }
  if (best === undefined) throw new DataError(`${file}: holds blank lines only, expected a header and rows`);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    const names = best.cells.map((cell) => decoder.decode(Buffer.from(cell, "latin1")));
    return { delimiter: best.delimiter, names: distinct(names) };
  } catch {
    throw new DataError(`${file}:1: ${NOT_UTF8}`);
  }
}

export const NOT_UTF8 =
  "is not valid UTF-8; save the file as UTF-8 (a Latin-1 file: iconv -f LATIN1 -t UTF-8 old.csv > new.csv)";

function refuseUtf16(file: string, head: Buffer): void {
  const mark = head.subarray(0, 2).toString("hex");
  const start = head.subarray(0, 64);
  const zeros = [0, 0];
  start.forEach((byte, index) => {
    if (byte === 0) zeros[index & 1]!++;
  });
  const everyOther = start.length >= 4 && Math.max(zeros[0]!, zeros[1]!) > start.length / 4 && Math.min(...zeros) === 0;
  if (mark === "fffe" || mark === "feff" || everyOther) {
    throw new DataError(
      `${file}: is UTF-16 text, expected UTF-8; convert it (iconv -f UTF-16 -t UTF-8 old.csv > new.csv, or "CSV UTF-8" in a spreadsheet)`,
    );
  }
}

function firstRecord(text: string, delimiter: string): string[] {
  const cells: string[] = [];
  const scanner = new FieldScanner(delimiter, (field) => {
    if (field.record === 0) cells.push(field.text);
  });
  for (let at = 0; at < text.length && cells.length === 0; at += 4096) scanner.push(text.slice(at, at + 4096));
  scanner.end();
  return cells;
}

function distinct(names: string[]): string[] {
  const taken = new Set<string>();
  return names.map((given, index) => {
    const wanted = given === "" ? `column${index + 1}` : given;
    let free = wanted;
    for (let copy = 2; taken.has(free.toLowerCase()); copy++) free = `${wanted}_${copy}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
