import type {
  ArmMetricSummary,
  Frontier,
  FrontierArm,
  FrontierMeasure,
  Price,
  RoundRecord,
} from "../../metrics/records.ts";
import type { PlannedArm } from "../arms.ts";
import { type Contest, fronts } from "./contest.ts";
import { estimateOf, type Ratio, ratioOf, type Statistics } from "./ratio.ts";
import { boughtShare, completeReplicates, gainRatio, priceRatio, pricesOf, type Totals, tableOf } from "./table.ts";

/** Distances from what users would choose on their own; each has a sampling floor of its name. */
const MEASURES = ["tv_original", "js_original"] as const;

/**
 * What every safeguard keeps of the fidelity that is lost without one, and what it pays: docs/safeguards.md. Replicates in which
 * some arm lacks a value are left out.
 * @param arms as planned; those with `safeguard` are told against the first arm without
 * @param rounds the last round
 * @returns undefined where no arm tries a safeguard, or no distance from original demand was measured with its floor
 */
export function frontierOf(
  arms: readonly PlannedArm[],
  records: readonly RoundRecord[],
  summary: readonly ArmMetricSummary[],
  rounds: number,
  statistics: Statistics,
): Frontier | undefined {
  const base = arms.find(({ kind, safeguard }) => kind === "arm" && safeguard === undefined);
  const tried = arms.filter(({ safeguard }) => safeguard !== undefined);
  if (!base || tried.length === 0) return undefined;
  const shown = [base, ...tried];
  const names = shown.map(({ name }) => name);
  const table = tableOf(records, rounds);
  const measures = MEASURES.filter((name) => completeReplicates(table, names, [name, `${name}_floor`]).length > 0);
  if (measures.length === 0) return undefined;
  const replicates = completeReplicates(
    table,
    names,
    measures.flatMap((name) => [name, `${name}_floor`]),
  );
  const of = (arm: string) => replicates.flatMap((replicate) => table.get(arm)?.get(replicate) ?? []);
  const prices = pricesOf(of(base.name));
  const ratios = shown.map(({ name }) => prices.map((price) => priceRatio(price, of(name), of(base.name))));
  const contest: Contest = {
    names,
    prices,
    ratios,
    resamples: replicates.length >= 5 ? statistics.resamples(replicates.length) : undefined,
  };
  return {
    base: base.name,
    replicates: replicates.length,
    prices,
    arms: shown.map((arm, a) => frontierArm(arm, of(arm.name), of(base.name), prices, ratios[a]!, statistics)),
    measures: measures.map((metric) => measureOf(metric, base, arms, of, contest, summary, statistics)),
  };
}

function frontierArm(
  { name, safeguard, dose }: PlannedArm,
  own: readonly Totals[],
  base: readonly Totals[],
  prices: readonly Price[],
  ratios: readonly Ratio[],
  statistics: Statistics,
): FrontierArm {
  const gain = gainRatio(own, base);
  const estimates = prices.map((price, p) => [price, estimateOf(ratios[p]!, statistics)!] as const);
  return {
    arm: name,
    ...(safeguard === undefined ? {} : { safeguard }),
    ...(dose === undefined ? {} : { dose }),
    prices: Object.fromEntries(estimates),
    ...(gain ? { gain: estimateOf(gain, statistics)! } : {}),
    bought: boughtShare(own),
  };
}

function measureOf(
  metric: string,
  base: PlannedArm,
  arms: readonly PlannedArm[],
  of: (arm: string) => readonly Totals[],
  contest: Contest,
  summary: readonly ArmMetricSummary[],
  statistics: Statistics,
): FrontierMeasure {
  const last = (arm: string, name = metric) => of(arm).map((totals) => totals.last[name]!);
  const [own, floor] = [last(base.name), last(base.name, `${metric}_floor`)];
  const below = own.map((value, r) => value - floor[r]!);
  const keptBy = (arm: string): Ratio => ({ above: own.map((value, r) => value - last(arm)[r]!), below });
  const ones = own.map(() => 1);
  const loss = estimateOf({ above: below, below: ones }, statistics)!;
  const [mean, least] = [own, floor].map((above) => ratioOf({ above, below: ones })) as [number, number];
  const facts = { metric, base: mean, floor: least, loss };
  if (!(loss.mean > 0)) return { ...facts, arms: [], references: [] };
  const kept = contest.names.map(keptBy);
  const found = fronts(contest, kept);
  return {
    ...facts,
    arms: contest.names.map((arm, a) => {
      const line = summary.find((one) => one.arm === arm && one.metric === metric);
      return {
        arm,
        kept: estimateOf(kept[a]!, statistics)!,
        ...found[a]!,
        ...(line?.collapse ? { collapse: { onset: line.collapse.onset } } : {}),
        judged: line?.change !== undefined,
      };
    }),
    references: referencesOf(base, arms).flatMap(({ name: arm }) => {
      const complete = of(arm).length === own.length && last(arm).every((value) => value !== undefined);
      const estimate = complete ? estimateOf(keptBy(arm), statistics) : undefined;
      return estimate ? [{ arm, kept: estimate }] : [];
    }),
  };
}

/** Its control and twins, and other arms without a safeguard. */
function referencesOf(base: PlannedArm, arms: readonly PlannedArm[]): PlannedArm[] {
  const named = new Set([base.control, ...(base.twins ?? [])]);
  return arms.filter((arm) => (arm.kind === "arm" ? arm !== base && arm.safeguard === undefined : named.has(arm.name)));
}
