import * as counts from "./counts.ts";
import { type Data, ITEMS, stream, USERS } from "./data.ts";
import type { Kernel } from "./kernels.ts";

const solvers = {
  exact: "n d² + d³/3 a row (n and d changing places where n < d), Gram matrices d², basis 4 d² a row",
  cg: `${2 * (2 * counts.CG_STEPS + 1)} n d a row in ${counts.CG_STEPS} steps, Gram matrices d², basis 6 d² a row`,
  auto: "as exact or cg, whichever is estimated to take less time, row by row",
} as const;

/** What fits factors to the training set. */
export function trainingKernels(data: Data): Kernel[] {
  const { training, model, dims: d, everyone, ratings } = data;
  const { users, items, unobservedWeight, userRegularization, itemRegularization } = training;
  const pairs = users.indices.length;
  const shared = { peak: "float32", entries: { count: pairs, of: "pair" } } as const;
  const sweeps = (Object.keys(solvers) as counts.Solver[]).map(
    (solver): Kernel => ({
      ...shared,
      name: `als ${solver}`,
      operations: counts.sweep(users, items, d, solver),
      counted: solvers[solver],
      run: (core) => core.als(training, model, 1, { solver, cgSteps: counts.CG_STEPS }),
    }),
  );
  const rated = {
    users: { ...users, ratings: ratings.byUser },
    items: { ...items, ratings: ratings.byItem },
    userRegularization,
    itemRegularization,
  };
  const positives = { indptr: users.indptr, indices: users.indices };
  const steps = { learningRate: 0.05, regularization: 0.01, stream };
  const byPopularity = { popularityExponent: 0.75 };
  const none = new Int32Array(USERS);
  return [
    ...sweeps,
    {
      ...shared,
      name: "solveRows",
      operations: counts.solvedRows(users, d, "exact") + counts.gram(ITEMS, d) + 2 * (USERS + ITEMS) * d * d,
      counted: "users' half of a sweep of als exact",
      run: (core) => core.solveRows(users, model.items, d, unobservedWeight, userRegularization),
    },
    {
      ...shared,
      name: "explicitAls",
      operations: counts.regressions(users, d + 1, false) + counts.regressions(items, d + 1, false),
      counted: "n d² + d³/3 a row, d one more for the bias",
      run: (core) => core.explicitAls(rated, model, 1),
    },
    {
      ...shared,
      name: "bpr",
      operations: 12 * d * pairs,
      counted: "12 d a pair: two items' difference, a dot product, three rows decayed and moved",
      run: (core) => core.bpr({ ...steps, positives }, model, 1),
    },
    {
      ...shared,
      name: "bpr by popularity",
      operations: 12 * d * pairs,
      counted: "as bpr",
      run: (core) => core.bpr({ ...steps, positives, negatives: byPopularity }, model, 1),
    },
    {
      ...shared,
      name: "samplePosterior",
      operations: counts.regressions(users, d, true) + USERS * d * d + counts.gram(ITEMS, d),
      counted: "n d² + d³/3 a row, d² for the draw, Gram matrix d² a row",
      run: (core) =>
        core.samplePosterior(users, model.items, d, unobservedWeight, userRegularization, 0.5, everyone, none, stream),
    },
    {
      peak: "float32",
      entries: { count: USERS, of: "row" },
      name: "gram",
      operations: counts.gram(USERS, d),
      counted: "d² a row, in float64, which is half as fast",
      run: (core) => core.gram(model.users, d),
    },
  ];
}
