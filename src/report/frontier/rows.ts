import type { Frontier, FrontierMeasure, Price } from "../../metrics/records.ts";
import { placeLabels, type Side } from "./labels.ts";
import { priceWords, stepsOf } from "./prices.ts";

/** What the group of arms without a safeguard, and of references, is called. */
export const NONE = "none";

/** A row of a frontier's chart. */
export interface FrontierRow {
  /** index of the arm in the run's list */
  readonly a: number;
  readonly arm: string;
  readonly safeguard: string;
  readonly kept: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly price?: number;
  /** on the front of this price */
  readonly front?: 0 | 1;
  /** whether it pays anything above the arm without a safeguard */
  readonly pays?: 0 | 1;
  readonly side?: Side;
}

/** Distinct safeguards in the order of the scenario. */
export function safeguardsOf({ arms }: Frontier): string[] {
  return [...new Set(arms.flatMap(({ safeguard }) => safeguard ?? []))];
}

/** Every arm, and what control and twins keep, in the order of the scenario. */
export function keptRows(
  frontier: Frontier,
  measure: FrontierMeasure,
  index: ReadonlyMap<string, number>,
): FrontierRow[] {
  const group = new Map(frontier.arms.map(({ arm, safeguard }) => [arm, safeguard ?? NONE]));
  return [...measure.arms.filter(({ arm }) => arm !== frontier.base), ...measure.references].map(({ arm, kept }) => ({
    a: index.get(arm) ?? -1,
    arm,
    safeguard: group.get(arm) ?? NONE,
    kept: kept.mean,
    low: kept.low ?? null,
    high: kept.high ?? null,
  }));
}

/** Nominal plot, in pixels: labels that do not overlap there do not in a wider one. */
const [WIDTH, HEIGHT] = [330, 250];
/** Room between the outermost points and the frame. */
const MARGIN = 8;

/** Every arm by one price; labels for those that pay it or stand on its front, as far as there is room. */
export function priceRows(
  frontier: Frontier,
  measure: FrontierMeasure,
  price: Price,
  index: ReadonlyMap<string, number>,
): FrontierRow[] {
  const rows = measure.arms.map(({ arm, kept, front }): FrontierRow => {
    const own = frontier.arms.find((one) => one.arm === arm)!;
    const paid = own.prices[price]!.mean;
    return {
      a: index.get(arm) ?? -1,
      arm,
      safeguard: own.safeguard ?? NONE,
      kept: kept.mean,
      low: kept.low ?? null,
      high: kept.high ?? null,
      price: paid,
      front: front[price] ? 1 : 0,
      pays: stepsOf(price, paid) === stepsOf(price, priceWords[price].free) ? 0 : 1,
    };
  });
  const worth = [...rows].sort((a, b) => b.front! - a.front! || b.pays! - a.pays! || b.kept - a.kept);
  const x = scale(
    rows.map((row) => row.price!),
    WIDTH,
  );
  const y = scale(
    rows.flatMap(({ kept, low, high }) => [kept, low ?? kept, high ?? kept]),
    HEIGHT,
  );
  const at = worth.map((row) => ({
    x: x(row.price!),
    y: HEIGHT - y(row.kept),
    text: row.front || row.pays ? row.arm : "",
  }));
  const sides = placeLabels(at, WIDTH, HEIGHT);
  const placed = new Map(worth.map((row, n) => [row.arm, at[n]!.text === "" ? undefined : sides[n]]));
  return rows.map((row) => {
    const side = placed.get(row.arm);
    return side ? { ...row, side } : row;
  });
}

function scale(values: readonly number[], length: number): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const inner = length - 2 * MARGIN;
  return (value) => (high > low ? MARGIN + ((value - low) / (high - low)) * inner : length / 2);
}
