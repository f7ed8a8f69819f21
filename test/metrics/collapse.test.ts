import fc from "fast-check";
import { expect, test } from "vitest";
import { type CollapseRule, collapseOf, meanChanges, pairedChanges, type Series } from "../../src/metrics/collapse.ts";
import { collapseIndices } from "../../src/metrics/index.ts";
import type { MetricInfo } from "../../src/metrics/records.ts";

const rule = { harm: "falls", delta: 0.1, window: 3 } as const;
const flat = [[1, 1, 1, 1, 1, 1, 1]];

const onsetOf = (arm: readonly Series[], control: readonly Series[], given: CollapseRule) =>
  collapseOf(meanChanges(pairedChanges(arm, control)), given)?.onset;

test("the onset is the first of three rounds running whose change exceeds δ", () => {
  expect(onsetOf([[1, 0.95, 0.8, 0.95, 0.8, 0.7, 0.6]], flat, rule)).toBe(5);
  expect(onsetOf([[1, 0.95, 0.8, 0.95, 0.8, 0.7, 0.95]], flat, rule)).toBeUndefined();
  expect(onsetOf([[1, 0.95, 0.8, 0.95, 0.8, 0.7, 0.95]], flat, { ...rule, window: 2 })).toBe(5);
  expect(onsetOf([[1, 0.95, 0.8, 0.95, 0.8, 0.7, 0.95]], flat, { ...rule, window: 1 })).toBe(3);
});

test("exactly δ does not exceed it", () => {
  expect(onsetOf([[1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]], flat, { ...rule, delta: 0.5 })).toBeUndefined();
  expect(onsetOf([[1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]], flat, { ...rule, delta: 0.4999 })).toBe(2);
});

test("only the harmful direction counts, and none is never judged", () => {
  const falling = [[1, 0, 0, 0, 0, 0, 0]];
  expect(onsetOf(falling, flat, rule)).toBe(2);
  expect(onsetOf(falling, flat, { ...rule, harm: "rises" })).toBeUndefined();
  expect(onsetOf(falling, flat, { ...rule, harm: "none" })).toBeUndefined();
  expect(onsetOf(flat, falling, { ...rule, harm: "rises" })).toBe(2);
});

test("a difference that is there in round 1 already, and a fall that the control shares, are no collapse", () => {
  expect(onsetOf([[0.5, 0.5, 0.5, 0.5]], [[1, 1, 1, 1]], rule)).toBeUndefined();
  expect(onsetOf([[1, 0.5, 0.3, 0.1]], [[1, 0.5, 0.3, 0.1]], rule)).toBeUndefined();
});

test("the change is the mean over replicates", () => {
  const controls = [flat[0]!, flat[0]!];
  const fallen = [1, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7];
  expect(onsetOf([fallen, flat[0]!], controls, rule)).toBe(2); // -.15
  expect(onsetOf([fallen, flat[0]!], controls, { ...rule, delta: 0.2 })).toBeUndefined();
});

test("missing values: a replicate counts where its four values exist, a round without any breaks the run", () => {
  const gone = undefined;
  expect(onsetOf([[1, 0, 0, gone, 0, 0, 0]], flat, rule)).toBe(5);
  expect(onsetOf([[gone, 0, 0, 0, 0, 0, 0]], flat, rule)).toBeUndefined();
  const arm = [
    [1, 0, 0, 0],
    [gone, 1, 1, 1],
  ];
  const control = [
    [1, 1, 1, 1],
    [1, 1, 1, 1],
  ];
  expect(onsetOf(arm, control, { ...rule, delta: 0.9 })).toBe(2);
});

test("fewer rounds than the window, or none at all", () => {
  expect(onsetOf([[1, 0, 0]], [[1, 1, 1]], rule)).toBeUndefined();
  expect(onsetOf([[1]], [[1]], { ...rule, window: 1, delta: 0 })).toBeUndefined();
  expect(onsetOf([[]], [[]], rule)).toBeUndefined();
  expect(onsetOf([], [], rule)).toBeUndefined();
});

test("what does not match is refused", () => {
  expect(() => onsetOf([[1]], [], rule)).toThrow("got 1 and 0 replicates");
  expect(() => onsetOf([[1, 2]], [[1]], rule)).toThrow("got series of 1 and 2 rounds");
  expect(() => onsetOf([[1, Number.NaN]], [[1, 1]], rule)).toThrow("round 2 is NaN");
  expect(() => onsetOf(flat, flat, { ...rule, delta: Number.NaN })).toThrow("delta is NaN");
  for (const window of [0, 1.5, Number.NaN])
    expect(() => onsetOf(flat, flat, { ...rule, window })).toThrow("window is");
});

test("mirroring the series and the harm gives the same onset; a larger δ or window never an earlier one", () => {
  const series = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(series, series, fc.integer({ min: 1, max: 4 }), (a, c, window) => {
      const one = { harm: "rises", delta: 2, window } as const;
      const onset = onsetOf([a], [c], one) ?? Number.POSITIVE_INFINITY;
      const mirror = (s: number[]) => s.map((x) => -x);
      expect(onsetOf([mirror(a)], [mirror(c)], { ...one, harm: "falls" }) ?? Number.POSITIVE_INFINITY).toBe(onset);
      for (const harder of [
        { ...one, delta: 3 },
        { ...one, window: window + 1 },
      ]) {
        expect(onsetOf([a], [c], harder) ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(onset);
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("depth, half-life and recovery by hand", () => {
  // worst -.8 in round 5, half of it in round 4; within δ again from round 7, for three rounds
  expect(collapseOf([0, -0.2, -0.3, -0.5, -0.8, -0.2, -0.1, 0, -0.05], rule)).toEqual({
    onset: 2,
    depth: { change: -0.8, round: 5 },
    halfLife: 4,
    recovery: { round: 7, left: 0.0625 },
  });
  // back within δ for two rounds only, and not at all
  expect(collapseOf([0, -0.2, -0.3, -0.5, -0.1, 0], rule)!.recovery).toEqual({ left: 0 });
  expect(collapseOf([0, -0.2, -0.3, -0.5], rule, 3)!.recovery).toEqual({ left: 1, safeguard: 3 });
  // a metric that rises, and a gap among the rounds
  expect(collapseOf([0, 1, 2, undefined, 4], { harm: "rises", delta: 0.5, window: 2 })).toMatchObject({
    onset: 2,
    depth: { change: 4, round: 5 },
    halfLife: 3,
    recovery: { left: 1 },
  });
  expect(collapseOf([0, 0.2, 0.3], rule)).toBeUndefined();
});

test("the composite is the mean of its parts, each a family's mean distance in δ; gains count as none", () => {
  const info = (name: string, family: string, harm: MetricInfo["harm"], delta: number): MetricInfo => ({
    ...{ name, family, harm, delta, title: "", summary: "", format: "" },
  });
  const metrics = [info("a", "x", "falls", 0.1), info("b", "x", "rises", 0.5), info("c", "y", "falls", 1)];
  const line = (metric: string, change?: number) => ({
    ...{ arm: "arm", metric, first: 0, last: 0 },
    ...(change === undefined ? {} : { change }),
  });
  const [index, ...others] = collapseIndices(
    [...metrics, info("quiet", "z", "none", 0)],
    [line("a", -0.4), line("b", -1), line("c", -3), line("quiet", 9), { ...line("a"), arm: "other" }],
  );
  expect(others).toEqual([]);
  expect(index!.parts).toEqual([
    { family: "x", value: 2, metrics: 2 },
    { family: "y", value: 3, metrics: 1 },
  ]);
  expect(index!.value).toBe(2.5);
});
