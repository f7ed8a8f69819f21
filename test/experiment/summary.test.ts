import { expect, test } from "vitest";
import type { PlannedArm } from "../../src/experiment/index.ts";
import { summarise } from "../../src/experiment/summary.ts";
import type { Metric, RoundRecord } from "../../src/metrics/index.ts";

const metric = (name: string, harm: Metric["harm"], delta: number): Metric => ({
  name,
  title: name,
  family: "test",
  summary: "",
  harm,
  delta,
  window: 3,
  format: ".2f",
  compute: () => undefined,
});

const planned = (name: string, control?: string): PlannedArm => ({
  name,
  kind: control ? "arm" : "control",
  ...(control ? { control } : {}),
  description: "",
  treatment: {} as PlannedArm["treatment"],
});

const arms = [planned("arm", "control"), planned("control")];

/** Values by round from round 1, one list a replicate; undefined where the metric was not defined. */
function records(arm: string, name: string, series: Record<number, readonly (number | undefined)[]>): RoundRecord[] {
  return Object.entries(series).flatMap(([replicate, values]) =>
    values.map((value, n) => ({
      arm,
      replicate: Number(replicate),
      round: n + 1,
      metrics: value === undefined ? {} : { [name]: value },
    })),
  );
}

test("means, the paired difference and its standard error, by hand", () => {
  const all = [
    ...records("arm", "m", { 1: [1, 2, 4], 2: [3, 2, 6] }),
    ...records("control", "m", { 1: [1, 1, 3], 2: [2, 2, 1] }),
    { arm: "arm", replicate: 1, round: 0, metrics: { m: 100 } },
  ];
  const [arm, control] = summarise(arms, [metric("m", "none", 0)], all, 3, 2);
  // differences at the end 1 and 5: mean 3, standard deviation √8, over √2
  expect(arm).toEqual({ arm: "arm", metric: "m", first: 2, last: 5, difference: 3, change: 2.5, standardError: 2 });
  // since round 1: (4 - 1) - (3 - 1) = 1 and (6 - 3) - (1 - 2) = 4; three rounds are too few for a window of three
  expect(summarise(arms, [metric("m", "none", 0)], all, 3, 3)[0]!.change).toBeUndefined();
  expect(control).toEqual({ arm: "control", metric: "m", first: 1.5, last: 2 });
});

test("one replicate has a difference and no standard error; records may come in any order", () => {
  const all = [...records("control", "m", { 1: [0, 0] }), ...records("arm", "m", { 1: [1, 3] })].reverse();
  expect(summarise(arms, [metric("m", "none", 0)], all, 2, 1)[0]).toEqual({
    arm: "arm",
    metric: "m",
    first: 1,
    last: 3,
    difference: 3,
    change: 2,
  });
});

test("collapse is judged on the paired change since round 1, by the window asked for", () => {
  const all = [
    ...records("arm", "m", { 1: [5, 5, 4, 3, 3], 2: [5, 5, 5, 4, 4] }),
    ...records("control", "m", { 1: [1, 1, 1, 1, 1], 2: [1, 1, 1, 1, 1] }),
  ];
  // mean changes 0, 0, -.5, -1.5, -1.5
  const onset = (harm: Metric["harm"], delta: number, window: number) =>
    summarise(arms, [metric("m", harm, delta)], all, 5, window)[0]!.collapse?.onset;
  expect(onset("falls", 0.4, 3)).toBe(3);
  expect(onset("falls", 0.4, 2)).toBe(3);
  expect(onset("falls", 0.5, 2)).toBe(4);
  expect(onset("falls", 0.5, 3)).toBeUndefined();
  expect(onset("rises", 0.4, 1)).toBeUndefined();
  expect(onset("none", 0.4, 1)).toBeUndefined();
});

test("a metric that no replicate has at both ends has no line", () => {
  const all = [
    ...records("arm", "m", { 1: [undefined, 2] }),
    ...records("arm", "n", { 1: [1, 2] }),
    ...records("control", "n", { 1: [1, 1] }),
  ];
  const metrics = [metric("m", "falls", 0), metric("n", "falls", 0)];
  expect(summarise(arms, metrics, all, 2, 1).map(({ arm, metric: name }) => [arm, name])).toEqual([
    ["arm", "n"],
    ["control", "n"],
  ]);
});

test("replicates are paired by number, also where a metric is undefined throughout one", () => {
  const all = [
    ...records("arm", "m", { 1: [1, 10], 2: [undefined, undefined], 3: [1, 30] }),
    ...records("control", "m", { 1: [1, 1], 2: [1, 2], 3: [undefined, undefined] }),
  ];
  // only replicate 1 has both
  expect(summarise(arms, [metric("m", "rises", 1)], all, 2, 1)[0]).toEqual({
    arm: "arm",
    metric: "m",
    first: 1,
    last: 20,
    difference: 9,
    change: 9,
    collapse: { onset: 2 },
  });
});
