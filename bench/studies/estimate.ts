import type { Inference } from "../../src/experiment/index.ts";
import type { Quantity, Value } from "./study.ts";

/** A mean over replicates; the 95 % interval is absent where there are too few of them. */
export interface Estimate {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

export interface Point extends Estimate {
  readonly arm: string;
  readonly round: number;
}

/** The mean of every arm and round with the interval of each by itself, in the order of the values. */
export function pointsOf({ values, bounds }: Quantity, inference: Inference): Point[] {
  const cells = new Map<string, Value[]>();
  for (const value of values) {
    const key = JSON.stringify([value.arm, value.round]);
    cells.set(key, [...(cells.get(key) ?? []), value]);
  }
  return [...cells.values()].map((cell) => {
    const { arm, round } = cell[0]!;
    const numbers = cell.map(({ value }) => value);
    return { arm, round, ...estimate(numbers, inference.ofMean(numbers, bounds)) };
  });
}

/** The mean of arm minus reference in a round, over the replicates that have both; nothing where none has. */
export function differenceOf(
  { values, bounds }: Quantity,
  inference: Inference,
  arm: string,
  reference: string,
  round: number,
): Estimate | undefined {
  const of = (name: string) =>
    new Map(values.filter((v) => v.arm === name && v.round === round).map((v) => [v.replicate, v.value]));
  const references = of(reference);
  const differences = [...of(arm)].flatMap(([replicate, value]) => {
    const other = references.get(replicate);
    return other === undefined ? [] : [value - other];
  });
  return differences.length === 0 ? undefined : estimate(differences, inference.ofDifferences(differences, bounds));
}

function estimate(numbers: readonly number[], interval: { low: number; high: number } | undefined): Estimate {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return interval ? { mean, low: interval.low, high: interval.high } : { mean };
}
