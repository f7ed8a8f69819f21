import type { Core } from "../core/index.ts";
import { studentWithin } from "../experiment/statistics/student.ts";
import type { Comparison, Family, Law, Replicates } from "./law.ts";

/** Standard errors beyond which a law has failed. */
export const MOST_ERRORS = 4;

/** One line of the table. */
export interface ComparisonResult {
  readonly quantity: string;
  readonly predicted: number;
  readonly observed: number;
  readonly standardError: number;
  /** how far the closed form itself may be off */
  readonly tolerance: number;
  /** standard errors between what was observed and the edge of the tolerance, corrected for skewness, 0 within it; nothing where there is no sampling error */
  readonly z: number | null;
  /** |z| ≤ 4; without a sampling error, |observed - predicted| ≤ tolerance */
  readonly holds: boolean;
}

export interface LawResult {
  readonly name: string;
  readonly family: Family;
  readonly statement: string;
  readonly setup: string;
  readonly source: string;
  readonly replicates: number;
  readonly holds: boolean;
  readonly comparisons: readonly ComparisonResult[];
  /** why it could not be observed: it has failed then */
  readonly error?: string;
}

/** @param rows of all replicates, one row each */
export function judge(law: Law, core: Core, rows: readonly Float64Array[]): LawResult {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, c) => Float64Array.from(rows, (row) => row[c]!));
  const comparisons = law.comparisons(core).map((comparison) => compare(comparison, columns));
  const { name, family, statement, setup, source } = law;
  const holds = comparisons.every((comparison) => comparison.holds);
  return { name, family, statement, setup, source, replicates: rows.length, holds, comparisons };
}

function compare({ quantity, predicted, tolerance = 0, observed }: Comparison, columns: Float64Array[]) {
  const { value, standardError, lean = 0 } = observed(columns);
  const beyond = Math.max(0, Math.abs(value - predicted) - tolerance);
  const within = { quantity, predicted, observed: value, standardError, tolerance };
  if (!(standardError > 0)) return { ...within, z: null, holds: beyond <= 0 };
  const errors = (Math.sign(value - predicted) * beyond) / standardError;
  const z = tolerance > 0 && beyond === 0 ? 0 : unskewed(errors, lean);
  return { ...within, z, holds: Math.abs(z) <= MOST_ERRORS };
}

/**
 * A mean of few skewed values is not normal: a low one comes with a low standard error. r + a + 2ar² + 4a²r³/3 nearly is, r
 * being its distance in standard errors and a the lean: the inverse of G in docs/statistics.md (Willink 2005, after Johnson 1978).
 */
const unskewed = (r: number, a: number): number => r + a + 2 * a * r * r + (4 / 3) * a * a * r * r * r;

/** The pieces of work that a law's replicates are observed in: the same whoever does them. */
export function piecesOf(law: Law, seed: number, replicates: number): Replicates[] {
  return Array.from({ length: Math.ceil(replicates / law.batch) }, (_, n) => ({
    seed,
    first: n * law.batch + 1,
    last: Math.min(replicates, (n + 1) * law.batch),
  }));
}

/**
 * The chance that at least one comparison fails although all laws hold: at most the sum over those that have a sampling error,
 * and nearly that. Each fails with P(|T| > 4), T Student's with one degree of freedom fewer than there are replicates.
 */
export function falseAlarm(results: readonly Pick<LawResult, "replicates" | "comparisons">[]): number {
  let sum = 0;
  for (const { replicates, comparisons } of results) {
    const sampled = comparisons.filter(({ z }) => z !== null).length;
    if (sampled > 0) sum += sampled * (1 - studentWithin(MOST_ERRORS, replicates - 1));
  }
  return Math.min(1, sum);
}
