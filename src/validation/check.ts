import type { Core } from "../core/index.ts";
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
  /** standard errors between what was observed and the edge of the tolerance, 0 within it; nothing where there is no sampling error */
  readonly z: number | null;
  /** |observed - predicted| ≤ tolerance + 4 standard errors */
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
  const { value, standardError } = observed(columns);
  const beyond = Math.max(0, Math.abs(value - predicted) - tolerance);
  return {
    quantity,
    predicted,
    observed: value,
    standardError,
    tolerance,
    z: standardError > 0 ? (Math.sign(value - predicted) * beyond) / standardError : null,
    holds: Math.abs(value - predicted) <= tolerance + MOST_ERRORS * standardError,
  };
}

/** The pieces of work that a law's replicates are observed in: the same whoever does them. */
export function piecesOf(law: Law, seed: number, replicates: number): Replicates[] {
  return Array.from({ length: Math.ceil(replicates / law.batch) }, (_, n) => ({
    seed,
    first: n * law.batch + 1,
    last: Math.min(replicates, (n + 1) * law.batch),
  }));
}

/** P(|z| > 4) of a standard normal. */
const BEYOND = 6.334e-5;

/** The chance that at least one of n comparisons fails although all laws hold: at most n times that of one, and nearly that. */
export const falseAlarm = (comparisons: number): number => Math.min(1, comparisons * BEYOND);
