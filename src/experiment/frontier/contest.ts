import type { Kept, Price } from "../../metrics/records.ts";
import { paretoFront } from "./front.ts";
import { type Ratio, type Resamples, ratioOf, resampledRatios } from "./ratio.ts";
import { priceRules } from "./table.ts";

/** Who competes, and at which prices. */
export interface Contest {
  /** (arms) */
  readonly names: readonly string[];
  readonly prices: readonly Price[];
  /** (arms, prices) */
  readonly ratios: readonly (readonly Ratio[])[];
  readonly resamples: Resamples | undefined;
}

type Fronts = Pick<Kept, "front" | "frontShare">;

/**
 * Who is on the front by each price and by all prices together, and in what share of the resamples.
 * @param kept (arms) what each keeps
 */
export function fronts(contest: Contest, kept: readonly Ratio[]): Fronts[] {
  const { prices, ratios, resamples } = contest;
  const now = frontsAt(
    prices,
    kept.map(ratioOf),
    ratios.map((own) => own.map(ratioOf)),
  );
  const shares = resamples ? sharesOf(contest, kept, resamples) : undefined;
  const keys = [...prices, "all"] as const;
  return kept.map((_, a) => ({
    front: Object.fromEntries(keys.map((key, k) => [key, now[k]![a]!])),
    ...(shares ? { frontShare: Object.fromEntries(keys.map((key, k) => [key, shares[k]![a]!])) } : {}),
  }));
}

/** (prices and all, arms) */
function frontsAt(
  prices: readonly Price[],
  kept: readonly number[],
  paid: readonly (readonly number[])[],
): boolean[][] {
  const steps = paid.map((own) => own.map((price, p) => Math.floor(price / priceRules[prices[p]!].step + 0.5)));
  const by = (pick: (own: readonly number[]) => readonly number[]) =>
    paretoFront(kept.map((share, a) => ({ kept: share, prices: pick(steps[a]!) })));
  return [...prices.map((_, p) => by((own) => [own[p]!])), by((own) => own)];
}

/** Replicates are drawn anew for all arms at once, so that what they share by common random numbers stays shared. */
function sharesOf({ prices, ratios }: Contest, kept: readonly Ratio[], resamples: Resamples): number[][] {
  const keptIn = kept.map((ratio) => resampledRatios(ratio, resamples));
  const paidIn = ratios.map((own) => own.map((ratio) => resampledRatios(ratio, resamples)));
  const counts = [...prices, "all"].map(() => kept.map(() => 0));
  for (let b = 0; b < resamples.resamples; b++) {
    const found = frontsAt(
      prices,
      keptIn.map((values) => values[b]!),
      paidIn.map((own) => own.map((values) => values[b]!)),
    );
    found.forEach((front, k) => {
      front.forEach((on, a) => {
        if (on) counts[k]![a]!++;
      });
    });
  }
  return counts.map((row) => row.map((count) => count / resamples.resamples));
}
