import { expect, test } from "vitest";
import { metricNamed, type RoundRecord } from "../../../src/metrics/index.ts";
import {
  type Monitor,
  observe,
  startMonitor,
  statisticsOf,
  watch,
  watched,
  watchSeries,
} from "../../../src/metrics/monitors/index.ts";
import { roundL } from "../fixture.ts";

const monitor: Monitor = {
  metric: "coverage",
  detector: "cusum",
  harm: "falls",
  baseline: 2,
  spread: 0.125,
  threshold: 2,
  rate: 0.05,
  rounds: 6,
};
/** level 3/4; then 0, 2 and 2 units below it: CUSUM 0, 1.5, 3 */
const falling = [0.875, 0.625, 0.75, 0.5, 0.5];

test("by hand: the first round beyond the threshold, in the harmful direction only", () => {
  expect(statisticsOf(monitor, falling)).toEqual([undefined, 0.5, 0, 1.5, 3]);
  expect(watchSeries(falling, monitor)).toEqual({ round: 5, statistic: 3 });
  expect(watchSeries(falling, { ...monitor, harm: "rises" })).toBeUndefined();
  expect(watchSeries(falling, { ...monitor, threshold: 3 })).toBeUndefined();
});

test("a round without a value changes nothing but the count of rounds", () => {
  const gaps = [undefined, 0.875, undefined, 0.625, 0.75, undefined, 0.5, 0.5];
  expect(statisticsOf(monitor, gaps)).toEqual([undefined, undefined, undefined, 0.5, 0, undefined, 1.5, 3]);
  expect(watchSeries(gaps, monitor)?.round).toBe(8);
  expect(watchSeries([], monitor)).toBeUndefined();
});

test("round by round, with the state through JSON, as in one go", () => {
  let state = startMonitor(monitor);
  const statistics = falling.map((value) => {
    const step = observe(monitor, JSON.parse(JSON.stringify(state)), value);
    state = step.state;
    return step.statistic;
  });
  expect(statistics).toEqual(statisticsOf(monitor, falling));
  expect(() => observe(monitor, state, Number.NaN)).toThrow("got NaN, expected a finite number");
});

test("a run's records: every arm and replicate apart, round 0 left out, in whatever order", () => {
  const recordsOf = (arm: string, replicate: number, values: readonly number[]): RoundRecord[] => [
    { arm, replicate, round: 0, metrics: { coverage: 99 } },
    ...values.map((coverage, t) => ({ arm, replicate, round: t + 1, metrics: { coverage, rows: 1 } })),
  ];
  const steady = falling.map(() => 0.75);
  const records = [
    ...recordsOf("a", 1, steady),
    ...recordsOf("a", 2, falling).reverse(),
    ...recordsOf("control-a", 1, falling),
  ];
  const alarm = { metric: "coverage", detector: "cusum", round: 5, statistic: 3, threshold: 2 };
  expect(watch(records, { monitors: [monitor] })).toEqual([
    { arm: "a", replicate: 2, ...alarm },
    { arm: "control-a", replicate: 1, ...alarm },
  ]);
  expect(watch(records, { monitors: [{ ...monitor, metric: "epc" }, monitor] })).toHaveLength(2);
  expect(watch([], { monitors: [monitor] })).toEqual([]);
});

test("what is watched can be computed without the truth, and moves as the collapse rule says", async () => {
  const refuse = () => {
    throw new Error("asked for the truth");
  };
  const view = roundL({
    currentShares: refuse,
    authenticSample: refuse,
    utility: refuse,
    servedUtilities: refuse,
    evaluationSlates: refuse,
  });
  const baseline = Object.defineProperties(
    { ...view.baseline },
    { originalShares: { get: refuse }, heldOut: { get: refuse } },
  );
  for (const { metric, harm } of watched) {
    const known = metricNamed(metric);
    expect(await known.compute({ ...view, baseline }), metric).toBeTypeOf("number");
    if (known.harm !== "none") expect(harm, metric).toBe(known.harm);
  }
  await expect(async () => metricNamed("tv_original").compute({ ...view, baseline })).rejects.toThrow("the truth");
});
