/** What tells a broken engine: a law of `monoculture validate`, or a vector or law of the tests. */
export type Killer =
  | { readonly law: string; readonly replicates: number }
  /** all cases of the test of that title, as it is written: "%s" and "$name" stay */
  | { readonly test: string; readonly title: string };

/** One deliberate fault. */
export interface Mutant {
  /** what is wrong, in words: the row of docs/validity.md */
  readonly name: string;
  /** of src/ or assembly/ */
  readonly file: string;
  /** stands exactly once in the file, so that a refactoring is noticed */
  readonly from: string;
  readonly to: string;
  readonly killedBy: Killer;
}

/** As docs/validity.md says it. */
export function killerName(killer: Killer): string {
  if (!("law" in killer)) return `${killer.title.replace(": $title", "")} (\`${killer.test}\`)`;
  const { law, replicates: n } = killer;
  return `law \`${law}\`, ${n === 1 ? "1 replicate" : `${n.toLocaleString("en")} replicates`}`;
}
