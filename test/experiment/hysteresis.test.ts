import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import type { PlannedArm } from "../../src/experiment/arms.ts";
import { hysteresisOf } from "../../src/experiment/hysteresis.ts";
import { uncertaintyOf } from "../../src/experiment/judgement.ts";
import { type Inference, inferenceOf } from "../../src/experiment/statistics/inference.ts";
import { summarise } from "../../src/experiment/summary.ts";
import type { Metric, RoundRecord } from "../../src/metrics/index.ts";

const metric = (name: string, harm: Metric["harm"] = "rises"): Metric => ({
  name,
  title: name,
  family: "test",
  summary: "",
  harm,
  delta: 0.5,
  window: 2,
  format: ".2f",
  compute: () => undefined,
});

/** The mean ± the largest deviation from it. */
const inference = {
  ofDifferences: (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const most = Math.max(...values.map((value) => Math.abs(value - mean)));
    return { low: mean - most, high: mean + most, level: 0.95, method: "t" };
  },
  pValue: () => undefined,
} as unknown as Inference;

const data = { authentic: { share: 0 } };
const treatment = (recommender: string, before?: string) =>
  ({
    users: 0,
    catalogue: 0,
    recommender,
    data,
    ...(before ? { before: { round: 4, recommender: before, data } } : {}),
  }) as unknown as PlannedArm["treatment"];

const arm = (name: string, given: PlannedArm["treatment"], more: Partial<PlannedArm> = {}): PlannedArm => ({
  name,
  kind: "arm",
  control: "control",
  description: "",
  treatment: given,
  ...more,
});

const without = arm("without", treatment("plain"));
const early = arm("early", treatment("safe"), { safeguard: "x" });
const late = arm("late", treatment("safe", "plain"), { safeguard: "x", dose: 2, from: 4 });
const { control: _, ...control } = arm("control", treatment("plain"), { kind: "control" });

/** Two replicates by arm, from round 1. */
const series: Readonly<Record<string, readonly (readonly number[])[]>> = {
  without: [
    [0, 2, 2, 2, 2, 2, 2],
    [0, 2, 4, 4, 4, 4, 4],
  ],
  early: [
    [0, 0.3, 0.3, 0.4, 0.1, 0.1, 0.1],
    [0, 0.3, 0.3, 0, 0.1, 0.1, 0.1],
  ],
  late: [
    [0, 2, 2, 2, 1, 0.2, 0.2],
    [0, 2, 4, 3, 2, 0.4, 0.2],
  ],
  control: [
    [0, 0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0, 0],
  ],
};
const records: RoundRecord[] = Object.entries(series).flatMap(([name, replicates]) =>
  replicates.flatMap((values, r) =>
    values.map((value, n) => ({ arm: name, replicate: r + 1, round: n + 1, metrics: { m: value, told: value } })),
  ),
);
const metrics = [metric("m"), metric("told", "none")];
const found = (arms: readonly PlannedArm[], rounds = 7) =>
  hysteresisOf(arms, metrics, records, summarise(arms, metrics, records, rounds, 2), rounds, 2, inference);

test("what a late safeguard brings back and leaves behind, by hand", () => {
  const result = found([without, early, late, control]);
  expect(result!.rounds).toBe(7);
  const [only, ...others] = result!.arms;
  expect(others).toEqual([]);
  expect(only).toMatchObject({ arm: "late", safeguard: "x", dose: 2, from: 4, early: "early", without: "without" });
  const [m, ...more] = only!.metrics;
  expect(more).toEqual([]); // a metric that is not judged is not told
  // mean changes 0, 2, 3, 2.5, 1.5, .3, .2: within .5 again from round 6 on
  expect(m).toMatchObject({ metric: "m", onset: 2, back: 2 });
  expect(m!.left!.mean).toBeCloseTo(0.2 / 3, 12);
  const between = (name: "end" | "since" | "trend" | "gain") => {
    const { difference, interval } = m![name]!;
    return [difference, interval!.low, interval!.high].map((value) => Math.round(1e9 * value) / 1e9);
  };
  expect(between("end")).toEqual([0.1, 0.1, 0.1]);
  expect(between("since")).toEqual([0, -0.2, 0.2]); // beside round 4 of the early arm
  expect(between("trend")).toEqual([-1.3, -1.8, -0.8]); // .1 each, after .9 and 1.9 two rounds before
  expect(between("gain")).toEqual([-2.8, -3.8, -1.8]);
});

test("counterparts are known by what they do; without them only the collapse is told", () => {
  const other = arm("early", treatment("another"), { safeguard: "x" });
  const [only] = found([other, late, control])!.arms;
  expect(only).not.toHaveProperty("early");
  expect(only).not.toHaveProperty("without");
  expect(Object.keys(only!.metrics[0]!)).toEqual(["metric", "onset", "back", "left"]);
});

test("a collapse that was not there when the safeguard began is none to come back from", () => {
  const [only] = found([without, early, { ...late, from: 2 }, control])!.arms;
  expect(Object.keys(only!.metrics[0]!)).toEqual(["metric", "end", "since", "trend", "gain"]);
});

test("nothing is told where no arm begins late, or none of them before the end", () => {
  expect(found([without, early, control])).toBeUndefined();
  expect(found([without, early, late, control], 3)).toBeUndefined();
});

test("what comes back is resampled with the collapse itself", async () => {
  const changes = [0, 0, 0, 0, 0.9].map((end) => [0, 1, 1, 1, end, end]);
  const rule = { harm: "rises", delta: 0.5, window: 2 } as const;
  const core = await loadCore();
  const uncertainty = uncertaintyOf(changes, rule, inferenceOf(core, 1));
  expect(uncertainty).toMatchObject({ share: 1, onset: [2, 2], depth: [1, 1] });
  // left is .9 k / 5, k of five draws being the last replicate: it comes back within .5 with k ≤ 2, the 97.5 % quantile is k = 3
  expect(uncertainty!.left![0]).toBe(0);
  expect(uncertainty!.left![1]).toBeCloseTo(0.54, 12);
  const exact = 0.8 ** 5 + 5 * 0.2 * 0.8 ** 4 + 10 * 0.2 ** 2 * 0.8 ** 3;
  // four standard errors of a share of 1,999
  expect(Math.abs(uncertainty!.recovered! - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 1999));
  await core.close();
});
