import { expect, test } from "vitest";
import type { PlannedArm } from "../../src/experiment/arms.ts";
import { paretoFront } from "../../src/experiment/frontier/front.ts";
import { frontierOf, type Statistics } from "../../src/experiment/frontier/index.ts";
import { estimateOf, ratioOf, resampledRatios } from "../../src/experiment/frontier/ratio.ts";
import type { RoundRecord } from "../../src/metrics/records.ts";

/** The mean ± the largest deviation from it, and every replicate alone as a resample. */
const statistics: Statistics = {
  ofDifferences: (values) => {
    if (values.length < 2) return undefined;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const most = Math.max(...values.map((value) => Math.abs(value - mean)));
    return { low: mean - most, high: mean + most };
  },
  resamples: (n) => ({ n, resamples: n, places: Int32Array.from({ length: n * n }, (_, at) => Math.trunc(at / n)) }),
};

const arm = (name: string, more: Partial<PlannedArm> = {}): PlannedArm => ({
  name,
  kind: "arm",
  description: "",
  treatment: {} as PlannedArm["treatment"],
  ...more,
});

/** Two rounds in which nothing moves but what is given; the first has another distance, which must not count. */
function records(name: string, tv: readonly number[], more: Readonly<Record<string, number>> = {}): RoundRecord[] {
  const ledger = { rows: 100, authentic_rows_bought: 0, exploration_slots: 0, utility_forgone: 0, training_work: 50 };
  return tv.flatMap((value, r) =>
    [0, 1, 2].map((round) => ({
      arm: name,
      replicate: r + 1,
      round,
      metrics: { tv_original: round === 2 ? value : 0.99, tv_original_floor: 0.1, ...ledger, ...more },
    })),
  );
}

const base = arm("nothing", { control: "control-nothing" });
const tried = (name: string, dose?: number) => arm(name, { safeguard: "x", ...(dose === undefined ? {} : { dose }) });

test("a ratio of means over replicates, its linearised interval and its resamples, by hand", () => {
  const ratio = { above: [1, 3], below: [4, 4] };
  expect(ratioOf(ratio)).toBe(0.5);
  // residuals (1 - .5 · 4) / 4 and (3 - .5 · 4) / 4
  expect(estimateOf(ratio, statistics)).toEqual({ mean: 0.5, low: 0.25, high: 0.75 });
  expect([...resampledRatios(ratio, statistics.resamples(2))]).toEqual([0.25, 0.75]);
  const uneven = { above: [1, 3], below: [2, 6] };
  expect(estimateOf(uneven, statistics)).toEqual({ mean: 0.5, low: 0.5, high: 0.5 }); // the same share in every replicate
  expect(ratioOf({ above: [1], below: [0] })).toBeNaN();
  expect(estimateOf({ above: [1], below: [0] }, statistics)).toBeUndefined();
  expect(estimateOf({ above: [1], below: [2] }, statistics)).toEqual({ mean: 0.5 });
});

test("the front: more fidelity or a lower price than whoever is no worse in the rest", () => {
  const on = (...given: (readonly [number, ...number[]])[]) =>
    paretoFront(given.map(([kept, ...prices]) => ({ kept, prices })));
  expect(on([0.5, 1], [0.4, 1], [0.6, 2], [0.6, 3])).toEqual([true, false, true, false]);
  expect(on([0.5, 1], [0.5, 1])).toEqual([true, true]); // equal ones do not beat each other
  expect(on([0.5, 1, 2], [0.5, 2, 1], [0.4, 2, 2])).toEqual([true, true, false]);
  expect(on([Number.NaN, 0], [0.1, 5])).toEqual([false, true]);
  expect(on([0.5])).toEqual([true]);
});

test("fidelity kept is the share of the base's distance above its floor, each price that of the ledger over all rounds", () => {
  const arms = [base, tried("half", 3), arm("other"), arm("control-nothing", { kind: "control" })];
  const result = frontierOf(
    arms,
    [
      ...records("nothing", [0.6, 0.4]),
      ...records("half", [0.35, 0.25], {
        authentic_rows_bought: 20,
        exploration_slots: 0.3,
        utility_forgone: 0.02,
        training_work: 75,
      }),
      ...records("other", [0.1, 0.1]),
      ...records("control-nothing", [0.1, 0.1]),
    ],
    [{ arm: "nothing", metric: "tv_original", first: 0, last: 0, change: 1, collapse: { onset: 2 } }],
    2,
    statistics,
  )!;
  expect(result).toMatchObject({ base: "nothing", replicates: 2, prices: ["rows", "slots", "utility", "work"] });
  const [nothing, half] = result.arms;
  expect(nothing).toEqual({
    arm: "nothing",
    prices: { rows: same(0), slots: same(0), utility: same(0), work: same(1) },
    bought: 0,
  });
  expect(half).toMatchObject({ arm: "half", safeguard: "x", dose: 3, bought: 0.2 });
  expect(half!.prices).toEqual({ rows: same(200), slots: same(0.3), utility: same(0.02), work: same(1.5) });
  const [measure] = result.measures;
  expect(result.measures).toHaveLength(1); // js_original was not measured
  expect(measure).toMatchObject({ metric: "tv_original", base: 0.5, floor: 0.1 });
  // losses .5 and .3, given back .25 and .15
  expect(measure!.loss.mean).toBeCloseTo(0.4, 12);
  expect(measure!.arms.map(({ kept }) => kept.mean)).toEqual([0, expect.closeTo(0.5, 12)]);
  expect(measure!.arms.map(({ collapse, judged }) => [collapse?.onset, judged])).toEqual([
    [2, true],
    [undefined, false],
  ]);
  expect(measure!.arms.map(({ front }) => front)).toEqual([
    { rows: true, slots: true, utility: true, work: true, all: true },
    { rows: true, slots: true, utility: true, work: true, all: true },
  ]);
  expect(measure!.arms[0]).not.toHaveProperty("frontShare"); // two replicates are too few to resample
  expect(measure!.references).toEqual([
    { arm: "other", kept: same(1) },
    { arm: "control-nothing", kept: same(1) },
  ]);
});

const same = (mean: number) => ({
  mean: expect.closeTo(mean, 12),
  low: expect.closeTo(mean, 12),
  high: expect.closeTo(mean, 12),
});

test("an arm that harms or pays for nothing is off the front; shares of resamples are counted over replicates", () => {
  const five = (value: number) => [value, value, value, value, value];
  const result = frontierOf(
    [base, tried("harm"), tried("dear"), tried("cheap")],
    [
      ...records("nothing", five(0.6)),
      ...records("harm", five(0.7)),
      // better than cheap in the fifth replicate alone
      ...records("dear", [0.4, 0.4, 0.4, 0.4, 0.2], { training_work: 60 }),
      ...records("cheap", five(0.3), { training_work: 55 }),
    ],
    [],
    2,
    statistics,
  )!;
  const [, harm, dear, cheap] = result.measures[0]!.arms;
  expect(harm!.kept.mean).toBeCloseTo(-0.2, 12);
  expect(harm!.front).toEqual({ rows: false, slots: false, utility: false, work: false, all: false });
  expect(dear!.front.all).toBe(false);
  expect(dear!.frontShare!.all).toBe(0.2);
  expect(cheap!.front.all).toBe(true);
  expect(cheap!.frontShare).toEqual({ rows: 0.8, slots: 0.8, utility: 0.8, work: 1, all: 1 });
});

test("prices that round to one step count as equal; those not measured are left out", () => {
  const [nothing, near] = [records("nothing", [0.6]), records("near", [0.3], { training_work: 50.1 })];
  const front = (given: RoundRecord[]) => frontierOf([base, tried("near")], given, [], 2, statistics)!;
  expect(front([...nothing, ...near]).measures[0]!.arms.map(({ front }) => front.work)).toEqual([false, true]);
  const bare = (given: RoundRecord[]) =>
    given.map(({ metrics: { tv_original, tv_original_floor }, ...rest }) => ({
      ...rest,
      metrics: { tv_original: tv_original!, tv_original_floor: tv_original_floor! },
    }));
  const poor = front([...bare(nothing), ...bare(near)]);
  expect(poor.prices).toEqual([]);
  expect(poor.measures[0]!.arms.map(({ front }) => front)).toEqual([{ all: false }, { all: true }]);
});

test("nothing to tell: no safeguard, no base, no distance with its floor, nothing lost", () => {
  const given = [...records("nothing", [0.6]), ...records("a", [0.3])];
  expect(frontierOf([base, arm("a")], given, [], 2, statistics)).toBeUndefined();
  expect(frontierOf([tried("nothing"), tried("a")], given, [], 2, statistics)).toBeUndefined();
  const blind = given.map((record) => ({ ...record, metrics: { tv_original: 1 } }));
  expect(frontierOf([base, tried("a")], blind, [], 2, statistics)).toBeUndefined();
  const intact = [...records("nothing", [0.1, 0.05]), ...records("a", [0.1, 0.1])];
  const [measure] = frontierOf([base, tried("a")], intact, [], 2, statistics)!.measures;
  expect(measure!.loss.mean).toBeLessThan(0);
  expect(measure!.arms).toEqual([]);
});

test("a replicate in which some arm lacks the distance is left out of all", () => {
  const given = [...records("nothing", [0.6, 0.9]), ...records("a", [0.35])];
  const result = frontierOf([base, tried("a")], given, [], 2, statistics)!;
  expect(result.replicates).toBe(1);
  expect(result.measures[0]!.arms[1]!.kept).toEqual({ mean: expect.closeTo(0.5, 12) });
});
