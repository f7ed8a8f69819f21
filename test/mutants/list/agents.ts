import type { Mutant } from "../mutant.ts";

const multinomial = "multinomial logit %s: published vectors, and frequencies by χ²";
const choice = "test/users/choice.test.ts";
const equations = {
  test: "test/models/ials.test.ts",
  title: "both half-steps solve the published normal equations, whatever the objective",
};

/** Faults of models and of users. */
export const agentMutants: readonly Mutant[] = [
  {
    name: "the exponent of popularity is off",
    file: "src/models/popularity.ts",
    from: "core.pow(share, exponent)",
    to: "core.pow(share, exponent + 0.01)",
    killedBy: {
      test: "test/models/popularity.test.ts",
      title: "popularity is the share of training weight to the power %d",
    },
  },
  {
    name: "popularity gives the most popular a little more",
    file: "src/models/popularity.ts",
    from: "exponent === 1 ? share :",
    to: "exponent === 1 ? core.pow(share, 1.1) :",
    killedBy: { law: "wright-fisher", replicates: 40 },
  },
  {
    name: "pooling shrinks by its square",
    file: "src/models/popularity.ts",
    from: "(1 - pooling) * share + pooling * whole[i]!",
    to: "(1 - pooling * pooling) * share + pooling * pooling * whole[i]!",
    killedBy: { law: "communities-0.1", replicates: 40 },
  },
  {
    name: "users are regularised by the number of users",
    file: "src/models/ials.ts",
    from: "regularization(core, training.byUser.indptr, training.items, options)",
    to: "regularization(core, training.byUser.indptr, training.users, options)",
    killedBy: equations,
  },
  {
    name: "the weight of unobserved pairs is dropped",
    file: "src/models/ials.ts",
    from: "unobservedWeight: overAll(options),",
    to: "unobservedWeight: 0,",
    killedBy: equations,
  },
  {
    name: "users who are folded in are regularised by the number of all items' factors",
    file: "src/models/ials.ts",
    from: "count = items.length / dims,",
    to: "count = items.length,",
    killedBy: {
      test: "test/models/ials.test.ts",
      title: "a user folded in from training rows gets what a half-step against the same items gives",
    },
  },
  {
    name: "attention counts positions from 0",
    file: "src/users/attention.ts",
    from: "-attention.exponent * core.log(rank)",
    to: "-attention.exponent * core.log(Math.max(1, position))",
    killedBy: {
      test: choice,
      title: "attention by rank: rank^-0.8 as published, 1/log2(1 + rank), persistence^(rank - 1), none",
    },
  },
  {
    name: "temperature multiplies utilities",
    file: "src/world/truth.ts",
    from: "values.map((b) => b / temperature)",
    to: "values.map((b) => b * temperature)",
    killedBy: { test: choice, title: multinomial },
  },
  {
    name: "the outside option weighs e",
    file: "src/users/choice.ts",
    from: "values[k] = logit.outside ? 0 :",
    to: "values[k] = logit.outside ? 1 :",
    killedBy: { test: choice, title: multinomial },
  },
  {
    name: "tastes drift towards the last item alone",
    file: "src/users/preferences/drift.ts",
    from: "sums[u * dims + d]! += items",
    to: "sums[u * dims + d] = items",
    killedBy: {
      test: "test/users/drift.test.ts",
      title: "by hand: half way to the direction of the mean item, at the user's own length",
    },
  },
];

/** Faults of the numeric core. */
export const coreMutants: readonly Mutant[] = [
  {
    name: "noise of a choice is the slot's, not the item's",
    file: "assembly/race.ts",
    from: "v128.load(I + ((<usize>first) << 2))",
    to: "i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3))",
    killedBy: {
      test: choice,
      title: "noise is the item's: a user who leaves an item for a better one keeps to it when the slate is reordered",
    },
  },
  {
    name: "Cholesky leaves out the last column",
    file: "assembly/cholesky.ts",
    from: "for (let i = d - 1; i >= 0; i--) {",
    to: "for (let i = d - 2; i >= 0; i--) {",
    killedBy: {
      test: "test/core/als.test.ts",
      title: "solved rows leave a residual of a few float32 roundings, for every dims from 1 to 33, and up to 512",
    },
  },
  {
    name: "back substitution forgets the factors that it has solved",
    file: "assembly/cholesky.ts",
    from: "(load<f32>(b + ((<usize>i) << 2)) - s) /",
    to: "load<f32>(b + ((<usize>i) << 2)) /",
    killedBy: { law: "frozen-items-replace", replicates: 1000 },
  },
  {
    name: "the ridge counts twice",
    file: "assembly/als.ts",
    from: "load<f32>(base + at) + lambda : 1",
    to: "load<f32>(base + at) + 2 * lambda : 1",
    killedBy: { law: "niches-filled-5-0", replicates: 10 },
  },
  {
    name: "unobserved pairs weigh one whatever is asked for",
    file: "src/core/halfStep.ts",
    from: "= unobservedWeight * Math.max(0,",
    to: "= Math.max(0,",
    killedBy: { law: "niches-5-0", replicates: 1 },
  },
  {
    name: "the heap of the best looks at one child alone",
    file: "assembly/heap.ts",
    from: "if (child + 1 < count && below(c + 16, c, stream, agent)) {",
    to: "if (child + 1 < count && below(c, c + 16, stream, agent)) {",
    killedBy: { test: "test/core/topk.test.ts", title: "the core's order is the twin's, ties and masks included" },
  },
  {
    name: "choices from the catalogue fall one item too far",
    file: "assembly/weights.ts",
    from: `    sum += <f64>load<f32>(W + ((<usize>i) << 2));
    store<f64>(C + ((<usize>i) << 3), sum);`,
    to: `    store<f64>(C + ((<usize>i) << 3), sum);
    sum += <f64>load<f32>(W + ((<usize>i) << 2));`,
    killedBy: { law: "logit-choice", replicates: 4000 },
  },
];
