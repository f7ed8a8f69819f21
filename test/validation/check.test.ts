import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { inThisThread, runExperiment } from "../../src/experiment/index.ts";
import { decayRate, furthest, mean, share } from "../../src/validation/estimates.ts";
import {
  checkLaw,
  falseAlarm,
  families,
  hereObservatory,
  judge,
  type Law,
  lawNamed,
  laws,
  piecesOf,
  validate,
  validityScenarios,
} from "../../src/validation/index.ts";
import { atRounds, clicks, watch } from "../../src/validation/loop.ts";

const core = await loadCore();
const laboratory = { core, scenario: validityScenarios() };

const columns = [Float64Array.of(1, 2, 3, 6), Float64Array.of(0, 1, 1, 1)];

test("estimates, by hand", () => {
  // mean 3, squares 4 + 1 + 0 + 9 = 14 over 3 · 4, cubes -8 - 1 + 0 + 27 = 18: skewness 4 · 18 / 6 over s³, s² = 14 / 3
  const { lean, ...rest } = mean(0)(columns);
  expect(rest).toEqual({ value: 3, standardError: Math.sqrt(14 / 12) });
  expect(lean).toBeCloseTo(12 / (14 / 3) ** 1.5 / (6 * 2), 14);
  expect(share(1, 0.5)(columns)).toEqual({ value: 0.75, standardError: 0.25 });
  expect(furthest(0, 2)(columns)).toEqual({ value: 6, standardError: 0 });
  expect(furthest(0, 2)([Float64Array.of(2, Number.NaN, 2)]).value).toBeNaN();
  const decay = decayRate(core.log, 0, 1, 2)([Float64Array.of(2, 2), Float64Array.of(1, 1)]);
  expect(decay.value).toBeCloseTo(Math.LN2 / 2, 14);
  expect(decay.standardError).toBe(0);
});

function lawOf(predicted: number, tolerance: number): Law {
  const { name, family, statement, setup, source } = lawNamed("ridge-fade");
  const words = { name, family, statement, setup, source };
  return {
    ...words,
    replicates: { all: 5, fast: 5 },
    batch: 2,
    comparisons: () => [{ quantity: "x", predicted, tolerance, observed: mean(0) }],
    observe: async (_, { first, last }) =>
      Array.from({ length: last - first + 1 }, (__, n) => Float64Array.of(first + n)),
  };
}

test("a law holds within its tolerance and four standard errors, and z counts from the tolerance on", async () => {
  // replicates 1 to 5: mean 3, standard error √(10 / 4 / 5) = √½
  const sd = Math.sqrt(0.5);
  const at = async (predicted: number, tolerance = 0) =>
    (await checkLaw(laboratory, lawOf(predicted, tolerance))).comparisons[0]!;
  expect(await at(3)).toMatchObject({ observed: 3, z: 0, holds: true });
  expect((await at(3 - 3.9 * sd)).holds).toBe(true);
  expect((await at(3 - 4.1 * sd)).holds).toBe(false);
  expect(await at(1, 5)).toMatchObject({ z: 0, holds: true });
  const beyond = await at(3 + 1 + 3 * sd, 1);
  expect(beyond.z).toBeCloseTo(-3, 12);
  expect(beyond.holds).toBe(true);
  expect((await at(Number.NaN)).holds).toBe(false);
});

test("pieces cover the replicates, and their rows come together in order", async () => {
  const law = lawOf(0, 0);
  expect(piecesOf(law, 9, 5)).toEqual([
    { seed: 9, first: 1, last: 2 },
    { seed: 9, first: 3, last: 4 },
    { seed: 9, first: 5, last: 5 },
  ]);
  const backwards = {
    ...hereObservatory(laboratory),
    observe: (pieces: Parameters<ReturnType<typeof hereObservatory>["observe"]>[0], ...rest: [never]) =>
      hereObservatory(laboratory).observe([...pieces].reverse(), ...rest),
  };
  const chosen = [lawNamed("nested-support"), lawNamed("random-design")];
  const selection = { laws: chosen, seed: 3, fast: true };
  const forwards = await validate(core, hereObservatory(laboratory), selection);
  expect(await validate(core, backwards as ReturnType<typeof hereObservatory>, selection)).toEqual(forwards);
  expect(forwards.map(({ replicates }) => replicates)).toEqual([10, 1000]);
});

test("another seed is another observation, and the same seed the same", async () => {
  const law = lawNamed("random-slates-proportional");
  const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => checkLaw(laboratory, law, seed, 2)));
  expect(b).toEqual(a);
  expect(c!.comparisons.map(({ observed }) => observed)).not.toEqual(a!.comparisons.map(({ observed }) => observed));
  expect(c!.comparisons.map(({ predicted }) => predicted)).toEqual(a!.comparisons.map(({ predicted }) => predicted));
});

test("every law has a name of its own, words, a formula for every quantity, and replicates", () => {
  expect(new Set(laws.map(({ name }) => name)).size).toBe(laws.length);
  for (const law of laws) {
    expect(law.name).toMatch(/^[a-z0-9.-]+$/);
    expect(families).toContain(law.family);
    for (const text of [law.statement, law.setup, law.source]) expect(text.length).toBeGreaterThan(10);
    const comparisons = law.comparisons(core);
    expect(comparisons.every(({ predicted, tolerance = 0 }) => Number.isFinite(predicted) && tolerance >= 0)).toBe(
      true,
    );
    expect(new Set(comparisons.map(({ quantity }) => quantity)).size).toBe(comparisons.length);
    expect(law.replicates.all).toBeGreaterThanOrEqual(law.replicates.fast ?? 1);
  }
  const missing = families.filter((name) => !laws.some(({ family, replicates }) => family === name && replicates.fast));
  expect(missing).toEqual(["tail"]);
});

test("docs/validity.md names every law", () => {
  const text = readFileSync(new URL("../../docs/validity.md", import.meta.url), "utf8");
  const named = [...text.matchAll(/`([a-z-]+)(-…)?`/g)].map(([, name, more]) => (more ? `${name}-` : name!));
  const missing = laws.filter(
    ({ name }) => !named.some((one) => (one.endsWith("-") ? name.startsWith(one) : name === one)),
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test("a law's order of families is that of the table", () => {
  const order = laws.map(({ family }) => families.indexOf(family));
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test("false alarms add up over comparisons, and are more likely where replicates are few", () => {
  const comparison = { quantity: "x", predicted: 0, observed: 0, standardError: 1, tolerance: 0, z: 0, holds: true };
  const result = (replicates: number, n: number, z: number | null = 0) => ({
    replicates,
    comparisons: Array.from({ length: n }, () => ({ ...comparison, z })),
  });
  expect(falseAlarm([])).toBe(0);
  // P(|z| > 4) = 6.334e-5 and P(|T| > 4) with 9 degrees of freedom = .003110, from tables
  expect(falseAlarm([result(1_000_001, 100)])).toBeCloseTo(0.006334, 5);
  expect(falseAlarm([result(10, 1), result(1, 5, null)])).toBeCloseTo(0.00311, 5);
  expect(falseAlarm([result(10, 1), result(10, 2)])).toBeCloseTo(3 * 0.00311, 5);
  expect(falseAlarm([result(10, 10_000)])).toBe(1);
});

test("means of skewed values: z is standard normal, where plain standard errors fail far too often", () => {
  const stream = { key: { seed: 3, replicate: 0 }, purpose: 255, round: 0 };
  // squares of normal variates, as the laws' variances are means of
  const draw = (s: number, r: number) => core.normal(stream, 0, s, r) ** 2;
  const [simulations, n] = [2000, 60];
  let [beyond, plain] = [0, 0];
  for (let s = 0; s < simulations; s++) {
    const rows = Array.from({ length: n }, (_, r) => Float64Array.of(draw(s, r)));
    const { z, observed, standardError } = judge(lawOf(1, 0), core, rows).comparisons[0]!;
    if (Math.abs(z!) > 3) beyond++;
    if (Math.abs(observed - 1) > 3 * standardError) plain++;
  }
  // P(|T| > 3) = .0039 with 59 degrees of freedom: 8 of 2,000, and four standard errors are 11
  expect(plain).toBeGreaterThan(25);
  expect(beyond).toBeLessThan(8 + 11);
});

test("what a law sees is what a run reports", async () => {
  const scenario = laboratory.scenario("wright-fisher", ["replicates=2", "rounds=3"]);
  const { records } = await runExperiment(scenario, inThisThread(core));
  const run = { scenario: "wright-fisher", rounds: 3, metrics: ["choice_hhi"] };
  const rows = await watch(laboratory, run, { seed: scenario.seed, first: 1, last: 2 }, () => {
    const seen = atRounds([3], (round) => [
      round.metrics.choice_hhi!,
      clicks(round, 20, 50).reduce((pairs, c) => pairs + c * (c - 1), 0) / (50 * 49),
    ])();
    return seen;
  });
  const reported = records.filter(({ round }) => round === 3).map(({ metrics }) => metrics.choice_hhi!);
  expect(rows.map((row) => row[0])).toEqual(reported);
  for (const row of rows) expect(Math.abs(row[0]! - row[1]!)).toBeLessThan(4 * 2 ** -53);
});

test("judge takes columns apart", () => {
  const law = lawOf(2, 0);
  expect(judge(law, core, [Float64Array.of(2, 9), Float64Array.of(2, 7)]).comparisons[0]).toMatchObject({
    observed: 2,
    standardError: 0,
    z: null,
    holds: true,
  });
});
