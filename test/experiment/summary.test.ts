import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import type { PlannedArm } from "../../src/experiment/index.ts";
import { inferenceOf } from "../../src/experiment/statistics/inference.ts";
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
    course: { change: [0, 9] },
    collapse: { onset: 2, depth: { change: 9, round: 2 }, halfLife: 2, recovery: { left: 1 } },
  });
});

const inference = inferenceOf(await loadCore(), 1);

/** Replicates 1, 2, ... with the series that `of` gives each. */
const replicated = (arm: string, name: string, n: number, of: (r: number) => readonly number[]) =>
  records(arm, name, Object.fromEntries(Array.from({ length: n }, (_, r) => [r + 1, of(r)])));

test("with inference: intervals from two replicates, p-values and resamples from five", () => {
  const summaryOf = (n: number) => {
    const all = [
      ...replicated("arm", "m", n, (r) => [1, 0.5, 0.4 + r / 100, 0.3 + r / 100]),
      ...replicated("control", "m", n, () => [1, 1, 1, 1]),
    ];
    return summarise(arms, [metric("m", "falls", 0.1)], all, 4, 2, inference)[0]!;
  };
  expect(summaryOf(1).interval).toBeUndefined();
  expect(summaryOf(2).interval).toMatchObject({ level: 0.95, method: "t" });
  expect(summaryOf(2).course!.low).toHaveLength(4);
  expect([summaryOf(4).p, summaryOf(4).uncertainty]).toEqual([undefined, undefined]);
  const five = summaryOf(5);
  expect(five.p).toBe(2 / 32);
  expect(five.pHolm).toBe(2 / 32);
  const { depth: deep } = five.uncertainty!;
  expect(five.uncertainty).toEqual({
    resamples: 1999,
    share: 1,
    onset: [2, 2],
    halfLife: [2, 2],
    depth: deep,
    left: [1, 1],
    recovered: 0,
  });
  // the worst round's mean is -.68, its replicates -.7 to -.66
  expect(five.uncertainty!.depth![0]).toBeGreaterThanOrEqual(-0.7);
  expect(five.uncertainty!.depth![1]).toBeLessThanOrEqual(-0.66);
  expect(five.interval!.low).toBeLessThan(-0.68);
  expect(five.interval!.high).toBeGreaterThan(-0.68);
  expect(summaryOf(30).interval!.method).toBe("bootstrap");
});

test("the share of resamples that collapse is that of resampled means beyond δ", () => {
  // one of five replicates falls by 1: a resampled mean beyond .3 has drawn it twice or more, P = 1 - .8⁵ - 5 · .2 · .8⁴
  const all = [
    ...replicated("arm", "m", 5, (r) => (r === 0 ? [1, 0, 0] : [1, 1, 1])),
    ...replicated("control", "m", 5, () => [1, 1, 1]),
  ];
  const [line] = summarise(arms, [metric("m", "falls", 0.3)], all, 3, 2, inference);
  const p = 1 - 0.8 ** 5 - 0.8 ** 4;
  expect(line!.collapse).toBeUndefined();
  expect(Math.abs(line!.uncertainty!.share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 1999));
  expect(line!.uncertainty!.onset).toEqual([2, 2]);
});

test("p-values are corrected across the arms of a metric, those against a twin apart", () => {
  const lines: PlannedArm[] = [
    { ...planned("one", "control"), twins: ["twin-none"] },
    { ...planned("two", "control"), twins: ["twin-none"] },
    planned("control"),
    { ...planned("twin-none", "control"), kind: "twin" },
  ];
  const wobble = [0.3, -0.1, 0.2, 0.4, 0.1];
  const all = [
    ...replicated("one", "m", 5, (r) => [1, 2 + r / 10]),
    ...replicated("two", "m", 5, (r) => [1, 1 + wobble[r]!]),
    ...replicated("control", "m", 5, () => [1, 1]),
    ...replicated("twin-none", "m", 5, () => [1, 1.5]),
  ];
  const summary = summarise(lines, [metric("m", "rises", 0.1)], all, 2, 1, inference);
  const [one, two, control, twin] = summary;
  expect([one!.p, one!.pHolm]).toEqual([2 / 32, 4 / 32]);
  // sums of ±.1 ±.1 ±.2 ±.3 ±.4 as far as .9: all plus, or one .1 less, and their mirrors
  expect([two!.p, two!.pHolm]).toEqual([6 / 32, 6 / 32]);
  expect([twin!.p, twin!.pHolm]).toEqual([2 / 32, 2 / 32]);
  expect(control!.p).toBeUndefined();
  expect(one!.twins).toMatchObject([{ twin: "twin-none", difference: 0.7, p: 2 / 32, pHolm: 4 / 32 }]);
  expect(two!.twins![0]!.difference).toBeCloseTo(-0.32, 12);
});

test("a twin has its difference from the control, and is not judged: it is a yardstick, not a treatment", () => {
  const lines: PlannedArm[] = [...arms, { ...planned("twin-random", "control"), kind: "twin" }];
  const all = ["arm", "twin-random"].flatMap((name) => replicated(name, "m", 5, () => [1, 2, 3]));
  const summary = summarise(
    lines,
    [metric("m", "rises", 0.1)],
    [...all, ...replicated("control", "m", 5, () => [1, 1, 1])],
    3,
    1,
    inference,
  );
  const [arm, , twin] = summary;
  expect(arm).toMatchObject({ difference: 2, change: 2, collapse: { onset: 2 }, uncertainty: { share: 1 } });
  expect(twin).toMatchObject({ difference: 2, p: 2 / 32 });
  for (const key of ["change", "course", "collapse", "uncertainty"]) expect(twin).not.toHaveProperty(key);
});

test("a safeguard that begins late is named with what is left of the collapse", () => {
  const late = { ...arms[0]!, treatment: { data: { authentic: { share: [0, 0, 0, 0.5] } } } } as unknown as PlannedArm;
  const all = [
    ...records("arm", "m", { 1: [1, 0.5, 0.4, 0.4, 0.95, 1] }),
    ...records("control", "m", { 1: [1, 1, 1, 1, 1, 1] }),
  ];
  const [line] = summarise([late, arms[1]!], [metric("m", "falls", 0.1)], all, 6, 2);
  expect(line!.collapse).toEqual({
    onset: 2,
    depth: { change: -0.6, round: 3 },
    halfLife: 2,
    recovery: { round: 5, left: 0, safeguard: 4 },
  });
});

test("the half-life has quantiles of resamples, as its replicates do not agree", () => {
  // a third of the replicates fall at once, the others by .4 first: half of the worst change is there by round 2 where two of nine
  // or more are of the first kind, as in all but one resample in seven: P(k < 2) of Binomial(9, 1/3) is .143
  const all = [
    ...replicated("arm", "m", 9, (r) => [1, r % 3 === 0 ? 0 : 0.6, 0, 0]),
    ...replicated("control", "m", 9, () => [1, 1, 1, 1]),
  ];
  const { collapse: found, uncertainty } = summarise(arms, [metric("m", "falls", 0.1)], all, 4, 2, inference)[0]!;
  expect(found!.halfLife).toBe(2);
  expect(uncertainty!.halfLife).toEqual([2, 3]);
});

test("the interval at the last round is corrected for the skewness of all rounds", () => {
  // differences from the control: skewness 2 at round 2 and -2 at round 3 take each other out
  const own = [0, 0, 0, 1].map((x) => [1, x, 1 - x]);
  const all = [...replicated("arm", "m", 4, (r) => own[r]!), ...replicated("control", "m", 4, () => [0, 0, 0])];
  const line = summarise(arms, [metric("m", "falls", 0.1)], all, 3, 2, inference)[0]!;
  const { low, high } = line.interval!;
  expect((low + high) / 2).toBeCloseTo(line.difference!, 12);
  const alone = inference.ofDifferences([1, 1, 1, 0])!;
  expect((alone.low + alone.high) / 2).toBeLessThan(0.7);
  const { low: from, high: to } = line.course!;
  expect((from![1]! + to![1]!) / 2).toBeCloseTo(line.course!.change[1]!, 12);
});
