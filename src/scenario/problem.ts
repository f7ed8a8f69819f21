/** Where something stands: in the scenario's text (both from 1), or in an override given beside it (both 0). */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** the override as it was given, "path=value" */
  readonly set?: string;
}

export type Path = readonly (string | number)[];

export interface Problem extends Place {
  /** dotted, "world.groups.0.weight"; empty where the problem is the whole file's */
  readonly path: string;
  readonly message: string;
}

const shownProblems = 20;
const shownLetters = 60;

/** A scenario that cannot be used. The message holds one line a problem, in the order of the file, at most twenty. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], file: string) {
    const ordered = inOrder(problems);
    const lines = ordered.slice(0, shownProblems).map((problem) => line(problem, file));
    if (ordered.length > shownProblems) lines.push(`and ${ordered.length - shownProblems} more`);
    super(lines.join("\n"));
    this.problems = ordered;
  }
}

/** Sorted by place; overrides last, in their own order. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const rank = (problem: Problem) => (problem.set === undefined ? problem.line : Infinity);
  return problems.toSorted((a, b) => (rank(a) === rank(b) ? a.column - b.column : rank(a) < rank(b) ? -1 : 1));
}

function line(problem: Problem, file: string): string {
  const where = problem.set === undefined ? `${file}:${problem.line}:${problem.column}` : `--set ${problem.set}`;
  return visible(`${where}${problem.path === "" ? "" : ` ${problem.path}`}: ${problem.message}`);
}

export function problemAt(place: Place, path: Path, message: string): Problem {
  return { ...place, path: dotted(path), message };
}

export function dotted(path: Path): string {
  return path.map((part) => (/^[\w-]{1,60}$/.test(String(part)) ? String(part) : quoted(String(part)))).join(".");
}

/** Text as JSON would quote it, cut after sixty letters. */
export function quoted(text: string): string {
  const letters = text.length > shownLetters ? `${text.slice(0, shownLetters)}...` : text;
  return JSON.stringify(letters);
}

/** One line without control characters, whatever a file or a shell put in it. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
