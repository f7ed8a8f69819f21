import { expect, test } from "vitest";
import { heldStill, logOf } from "../../../bench/early-warning/held.ts";
import { judgeAll, pools, recommend, recommendOnTwins } from "../../../bench/early-warning/judge.ts";
import { medianOf, rateOf } from "../../../bench/early-warning/rates.ts";
import type { Run } from "../../../bench/early-warning/run.ts";
import { scoreOf, watchOf } from "../../../bench/early-warning/score.ts";
import { judgeSlowing } from "../../../bench/early-warning/slowing.ts";
import { parseScenario, planArms, type World } from "../../../src/index.ts";
import { type Monitor, watched } from "../../../src/metrics/monitors/index.ts";
import { normals } from "./noise.ts";

test("Wilson's interval: published cases, and the ends", () => {
  const { low, high } = rateOf(81, 263); // Newcombe (1998), table I
  expect([low.toFixed(4), high.toFixed(4)]).toEqual(["0.2553", "0.3662"]);
  expect(rateOf(0, 20)).toMatchObject({ rate: 0, low: 0 });
  expect(rateOf(0, 20).high.toFixed(4)).toBe("0.1611"); // the same: 0 of 20
  expect(rateOf(20, 20)).toMatchObject({ rate: 1, high: 1 });
  expect(rateOf(0, 0)).toMatchObject({ low: 0, high: 1 });
});

test("a median's interval between order statistics: of ten the second and the ninth, of five none", () => {
  expect(medianOf([10, 1, 9, 2, 8, 3, 7, 4, 6, 5])).toEqual({ of: 10, median: 5.5, low: 2, high: 9 });
  expect(medianOf([3, 1, 2, 5, 4])).toEqual({ of: 5, median: 3, low: null, high: null });
  expect(medianOf([1, 2, 3, 4, 5, 6])).toEqual({ of: 6, median: 3.5, low: 1, high: 6 }); // 2 / 64 is below 5 %
  expect(medianOf([])).toBeNull();
});

const monitor: Monitor = {
  metric: "coverage",
  detector: "cusum",
  harm: "falls",
  baseline: 1,
  spread: 1,
  threshold: 1,
  rate: 0.05,
  rounds: 5,
};
const steady = [9, 9, 9, 9, 9];
/** an alarm in round 3 */
const falling = [9, 9, 7, 9, 9];
const none = [null, null, null, null, null];
const runOf = (n: number, onset: number | null, coverage: Run["arm"][string], control = steady): Run => ({
  n,
  marks: [onset === null ? null : { onset, half: onset, most: 4 }],
  arm: { coverage },
  control: { coverage: control },
  twins: [],
});

test("a monitor is scored by hand: alarms and onsets, late ones apart, held-out runs, a metric without values", () => {
  const collapsing = [
    runOf(1, 5, falling),
    runOf(2, 1, falling),
    runOf(3, 3, falling),
    runOf(4, 4, none),
    runOf(5, 11, steady),
    runOf(6, 12, [9, 9, 9, 9, 5]),
  ];
  const healthy = [
    runOf(6, null, falling),
    runOf(7, null, steady, falling),
    runOf(8, 2, falling),
    runOf(9, null, none, falling),
  ];
  const { all, late, falseLoops, falseStill } = scoreOf(watchOf(monitor), 0, collapsing, healthy, "control");
  expect([all.detected.count, all.detected.of]).toEqual([4, 6]);
  expect(all.inTime.count).toBe(4); // the rule itself knows in round 3 of a collapse in round 1
  expect(all.early.count).toBe(2); // an alarm in the round of the onset is not before it
  expect(all.beforeMost.count).toBe(3); // four fifths of the damage in round 4 of all of them
  expect(all.lead).toEqual({ of: 4, median: 1, low: null, high: null }); // 2, -2, 0, 7
  expect([late.detected.count, late.detected.of]).toEqual([1, 2]);
  expect([falseLoops.count, falseLoops.of]).toEqual([1, 3]);
  expect([falseStill.count, falseStill.of]).toEqual([2, 4]);
  const later = scoreOf(watchOf(monitor), 0, [runOf(1, 1, [9, 9, 9, 7, 9])], [], "control");
  expect([later.all.detected.count, later.all.inTime.count]).toEqual([1, 0]);
});

test("against twins each run has its own level and unit; the first twin is set against the others", () => {
  const twin = (...coverage: number[]) => ({ coverage });
  const run = {
    ...runOf(1, 3, [7, 7, 7, 5, 7]),
    twins: [twin(9, 9, 2, 9, 9), twin(9, 10, 9, 10, 9), twin(9, 8, 9, 8, 9)],
  };
  const { baseline: _baseline, spread: _spread, ...candidate } = monitor;
  const watch = watchOf(candidate);
  expect(watch(run, "arm")).toBe(4); // unit √(110 / 30 · 4 / 3) = 2.21: S = 0.40, 0.81, 0.16, 1.47
  expect(watch(run, "twin")).toBe(3);
  const still = { ...run, twins: [twin(7, 7, 7, 7, 7), twin(9, 9, 9, 9, 9), twin(9, 9, 9, 9, 9)] };
  expect(watch(still, "twin")).toBeUndefined();
  expect(watchOf(candidate, () => run.twins.slice(1))(still, "arm")).toBe(1); // unit √1.2: S = 1.33
});

test("calibrated on runs of even number only; a default has few false alarms, is worth most, and warns longest", () => {
  const normal = normals(37);
  const values = (shift: number) =>
    Object.fromEntries(
      watched.map(({ metric }) => [metric, Array.from({ length: 12 }, (_, t) => normal() + (t > 5 ? shift : 0))]),
    );
  const marks = { onset: 8, half: 8, most: 9 };
  const runs = Array.from(
    { length: 80 },
    (_, n): Run => ({
      n,
      marks: [n % 8 < 2 ? marks : null],
      arm: values(n % 8 < 2 ? 5 : 0),
      control: values(0),
      twins: [values(0), values(0), values(0)],
    }),
  );
  const judged = judgeAll(runs, 0, "loops", 0.05);
  expect(judged).toHaveLength(5 * watched.length);
  const louder = runs.map((run) => {
    const loud = { arm: values(99), control: values(99), twins: [values(99), values(99), values(99)] };
    return run.n % 2 === 0 ? run : { ...run, ...loud };
  });
  for (const pool of pools) {
    const of = (some: readonly Run[]) => judgeAll(some, 0, pool, 0.05).map(({ monitor }) => monitor);
    expect(of(louder)).toEqual(of(runs));
  }
  expect(judgeAll(louder, 0, "controls", 0.05)[0]!.monitor.threshold).not.toBe(judged[0]!.monitor.threshold);
  const like = judged[0]!;
  const scored = (detected: number, lead: number, loops: number, still = 0) => {
    const found = rateOf(detected, 40);
    const all = { ...like.score.all, detected: found, inTime: found, lead: medianOf([lead]) };
    return { ...like, score: { ...like.score, all, falseLoops: rateOf(loops, 60), falseStill: rateOf(still, 60) } };
  };
  const [loud, slow, quick, weak] = [scored(40, 9, 4), scored(30, 1, 3), scored(30, 2, 0), scored(20, 9, 0)];
  expect(recommend([weak, slow, loud, quick], 0.05)).toBe(quick);
  expect(() => recommend([loud], 0.05)).toThrow("got no monitor with false alarms of at most 0.05");
  // 40 of 40 less 4 of 60 beats 30 of 40, unless twins alarm too often
  expect(recommendOnTwins([weak, slow, loud, quick], 0.05)).toBe(loud);
  expect(recommendOnTwins([scored(40, 9, 4, 4), quick], 0.05)).toBe(quick);
  expect(recommendOnTwins([scored(40, 9, 40), quick], 0.05)).toBe(quick);
});

test("held still: the recommender of round 1 for good, and the first round's mix of rows", () => {
  const scenario = parseScenario(
    JSON.stringify({
      version: 1,
      world: { kind: "drawn", users: 20, items: 20 },
      rounds: 9,
      data: { authentic: { share: { start: 0.6, end: 0, rounds: 5 } } },
    }),
    { file: "held" },
  );
  const { treatment } = planArms(scenario)[0]!;
  const held = heldStill(treatment, 9);
  expect([held.recommender.every, held.data.authentic.share]).toEqual([10, 0.6]);
  const restored = {
    ...held,
    recommender: { ...held.recommender, every: 1 },
    data: { ...held.data, authentic: treatment.data.authentic },
  };
  expect(restored).toEqual(treatment);
});

test("a world's log as columns: every row once, in order of time, as many a period as its activity says", () => {
  const item = Int32Array.of(2, 0, 1, 1);
  const activity = { periods: 2, counts: Int32Array.of(2, 0, 1, 1) };
  const { time, user, item: items, rows } = logOf({ users: 2, items: 3, log: { item }, activity } as unknown as World);
  const months = Array.from(time, (t) => t / (30.4375 * 86_400_000));
  expect(rows).toBe(4);
  expect(months).toEqual([0.25, 0.5, 0.75, 1.5]);
  expect([...user]).toEqual([0, 1, 0, 1]);
  expect([...items]).toEqual([2, 1, 0, 1]);
});

test("slowing: a loop that collapses is found by its level, and steady loops raise few alarms", () => {
  const normal = normals(47);
  const noise = () => Array.from({ length: 100 }, () => normal());
  const runs = Array.from({ length: 40 }, (_, n) => ({
    n,
    onset: n < 20 ? 60 : null,
    steady: noise(),
    falling: noise().map((value, t) => value + (t > 40 ? 3 : 0)),
  }));
  const { rows, onset } = judgeSlowing(runs, 0.05);
  expect(onset?.median).toBe(60);
  expect(rows.map(([name, window]) => `${name} ${window}`)).toEqual([
    ...[12, 40, 60].flatMap((window) => [`autocorrelation ${window}`, `variance ${window}`]),
    "cusum null",
  ]);
  const [, , detected, early, lead, wrong] = rows.at(-1)!;
  expect([detected, early]).toEqual([20, 20]);
  expect(lead).toBeGreaterThan(10);
  expect(wrong).toBeLessThan(8); // of 20 held-out steady loops, binomial of 5 %: above 7 once in 30,000
});
