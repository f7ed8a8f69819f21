import { expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { checkLaw, type Laboratory, lawNamed, validityScenarios } from "../../src/validation/index.ts";

const core = await loadCore();
const shipped = validityScenarios();

/** The shipped scenarios with one more change, which the law does not know of. */
const withChange = (change: string): Laboratory => ({ core, scenario: (name, set) => shipped(name, [...set, change]) });

/* The replicates are no more than it takes: each of these is far off. */
test.each([
  ["wright-fisher", 30, "data.authentic.share=0.1"],
  ["wright-fisher", 30, "recommender.explore=0.05"],
  ["wright-fisher", 30, "data.regime=accumulate"],
  ["wright-fisher", 60, "recommender.model.exponent=1.1"],
  ["tail-extinction", 3, "recommender.explore=0.02"],
  ["nested-support", 2, "recommender.explore=0.02"],
  ["growing-rounds", 30, "recommender.model.exponent=1.5"],
  ["fresh-independent-0.1", 50, "data.authentic.share=0.2"],
  ["fresh-independent-0.1", 50, "data.authentic.draw=stratified"],
  ["fresh-stratified-0.1", 50, "data.authentic.draw=independent"],
  ["weighting-0.618", 100, "data.weights.recommended=5"],
  ["accumulate", 25, "data.regime=window"],
  ["subsample", 25, "data.regime=replace"],
  ["polya-urn", 40, "data.weights.authentic=3"],
  ["window-2", 50, "data.window=8"],
  ["communities-0.1", 20, "recommender.model.pooling=0.5"],
  ["random-slates-greedy", 4, "recommender.slate=9"],
  ["random-slates-greedy", 4, "recommender.model.kind=popularity"],
  ["sampling-bias", 200, "world.shares.exponent=1.2"],
] as const)("%s, %d replicates, does not hold under %s", async (name, replicates, change) => {
  const { holds, error } = await checkLaw(withChange(change), lawNamed(name), 1, replicates);
  expect(error).toBeUndefined();
  expect(holds).toBe(false);
});

test.each([
  ["wright-fisher", "world.users=51", /^round 1 has 51 clicks, but the law is about 50$/],
  ["growing-rounds", "data.rows.start=21", /^round 1 has 21 clicks, but the law is about 20$/],
])("%s under %s says that it is another law", async (name, change, message) => {
  const { holds, error } = await checkLaw(withChange(change), lawNamed(name), 1, 1);
  expect(holds).toBe(false);
  expect(error).toMatch(message);
});

/** A core with one function of its own. */
function withCore(own: Partial<Core>): Laboratory {
  return { core: { ...core, ...own }, scenario: shipped };
}

const ones = (n: number) => new Float32Array(n).fill(1);
const more = (x: Float32Array) => x.map((value) => 1.001 * value);

/** solveRows with other ridges than those asked for. */
const ridged = (change: (ridge: number) => number): Pick<Core, "solveRows"> => ({
  solveRows: (rows, fixed, dims, a0, ridge) => core.solveRows(rows, fixed, dims, a0, ridge.map(change)),
});

test.each<[string, Partial<Core>]>([
  ["niches-5-0", { als: (problem, ...rest) => core.als({ ...problem, unobservedWeight: 0.101 }, ...rest) }],
  ["niches-5-0", { als: (problem, start, sweeps) => core.als(problem, start, Math.min(16, sweeps)) }],
  [
    "niches-0.05-1",
    { als: (p, ...rest) => core.als({ ...p, userRegularization: more(p.userRegularization) }, ...rest) },
  ],
  [
    "spectral-threshold",
    { als: (p, ...rest) => core.als({ ...p, itemRegularization: p.itemRegularization.map((x) => 1.2 * x) }, ...rest) },
  ],
  [
    "zero-model",
    { als: (p, ...rest) => core.als({ ...p, userRegularization: p.userRegularization.map((x) => 0.8 * x) }, ...rest) },
  ],
  [
    "als-certificates",
    { als: (p, ...rest) => core.als({ ...p, userRegularization: more(p.userRegularization) }, ...rest) },
  ],
  ["frozen-items-replace", ridged(() => 0.5)],
  ["golden-ratio", ridged(() => 0.5)],
  ["ridge-fade", ridged((x) => 1.01 * x)],
  [
    "random-design",
    { solveRows: (rows, ...rest) => core.solveRows({ ...rows, right: rows.right.map((y) => 1.1 * y) }, ...rest) },
  ],
  [
    "whole-factorisation-accumulate",
    { als: (p, ...rest) => core.als({ ...p, userRegularization: ones(60), itemRegularization: ones(40) }, ...rest) },
  ],
  [
    "logit-choice",
    {
      chooseSlots: (slates, ...rest) =>
        core.chooseSlots({ ...slates, weights: slates.weights.map((w, n) => (n === 0 ? 1.2 * w : w)) }, ...rest),
    },
  ],
])("%s does not hold for a core that is wrong, case %#", async (name, own) => {
  const { holds, error } = await checkLaw(
    withCore(own),
    lawNamed(name),
    1,
    name === "whole-factorisation-accumulate" ? 10 : undefined,
  );
  expect(error).toBeUndefined();
  expect(holds).toBe(false);
});

test("a core that fails is a law that fails, with what it said", async () => {
  const als = () => Promise.reject(new Error("row 3 is not positive definite"));
  expect(await checkLaw(withCore({ als }), lawNamed("niches-5-0"))).toMatchObject({
    holds: false,
    error: "row 3 is not positive definite",
  });
});

test("an engine that answers NaN does not hold", async () => {
  const solveRows = async (rows: { indptr: Int32Array }, _: Float32Array, dims: number) =>
    new Float32Array((rows.indptr.length - 1) * dims).fill(Number.NaN);
  for (const name of ["ridge-fade", "random-design"]) {
    const { holds, comparisons } = await checkLaw(withCore({ solveRows }), lawNamed(name));
    expect(holds).toBe(false);
    expect(comparisons.every((comparison) => !comparison.holds)).toBe(true);
  }
});
