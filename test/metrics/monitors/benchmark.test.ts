import { expect, test } from "vitest";
import { judgeAll, recommend, scoreOf } from "../../../bench/early-warning/judge.ts";
import { medianOf, rateOf } from "../../../bench/early-warning/rates.ts";
import type { Run } from "../../../bench/early-warning/run.ts";
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
  onsets: [onset],
  arm: { coverage },
  control: { coverage: control },
});

test("a monitor is scored by hand: alarms before and after the onset, held-out runs, a metric without values", () => {
  const collapsing = [
    runOf(1, 5, falling),
    runOf(2, 1, falling),
    runOf(3, 3, falling),
    runOf(4, 4, none),
    runOf(5, 4, steady),
  ];
  const healthy = [
    runOf(6, null, falling),
    runOf(7, null, steady, falling),
    runOf(8, 2, falling),
    runOf(9, null, none, falling),
  ];
  const { detected, early, earlyWherePossible, lead, falseLoops, falseControls } = scoreOf(
    monitor,
    0,
    collapsing,
    healthy,
  );
  expect([detected.count, detected.of]).toEqual([3, 5]);
  expect([early.count, early.of]).toEqual([1, 5]); // an alarm in the round of the onset is not before it
  expect([earlyWherePossible.count, earlyWherePossible.of]).toEqual([1, 4]);
  expect(lead).toEqual({ of: 3, median: 0, low: null, high: null }); // 2, -2, 0
  expect([falseLoops.count, falseLoops.of]).toEqual([1, 3]);
  expect([falseControls.count, falseControls.of]).toEqual([2, 4]);
});

test("calibrated on runs of even number only; the default has few false alarms, detects most, and warns longest", () => {
  const normal = normals(37);
  const values = (shift: number) =>
    Object.fromEntries(
      watched.map(({ metric }) => [metric, Array.from({ length: 12 }, (_, t) => normal() + (t > 5 ? shift : 0))]),
    );
  const runs = Array.from(
    { length: 160 },
    (_, n): Run => ({ n, onsets: [n % 8 < 2 ? 8 : null], arm: values(n % 8 < 2 ? 5 : 0), control: values(0) }),
  );
  const judged = judgeAll(runs, 0, "loops", 0.05);
  expect(judged).toHaveLength(5 * watched.length);
  const louder = runs.map((run) => (run.n % 2 === 0 ? run : { ...run, arm: values(99), control: values(99) }));
  expect(judgeAll(louder, 0, "loops", 0.05).map(({ monitor }) => monitor)).toEqual(
    judged.map(({ monitor }) => monitor),
  );
  expect(judgeAll(louder, 0, "controls", 0.05)[0]!.monitor.threshold).not.toBe(judged[0]!.monitor.threshold);
  const like = judged[0]!;
  const scored = (detected: number, lead: number, wrong: number) => ({
    ...like,
    score: { ...like.score, detected: rateOf(detected, 40), lead: medianOf([lead]), falseLoops: rateOf(wrong, 60) },
  });
  const [loud, slow, quick, weak] = [scored(40, 9, 4), scored(30, 1, 3), scored(30, 2, 0), scored(20, 9, 0)];
  expect(recommend([weak, slow, loud, quick], 0.05)).toBe(quick);
  expect(() => recommend([loud], 0.05)).toThrow("got no monitor with false alarms of at most 0.05");
});
