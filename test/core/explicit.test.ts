import { describe, expect, test } from "vitest";
import { CoreError, type ExplicitProblem, loadCore, type RatedCsr, withBiases } from "../../src/core/index.ts";
import { generator, randomFactors } from "./fixtures.ts";
import { dot } from "./reference/als.ts";
import { explicitAls, type Model, meanOf, type Problem, ridgeEquations, weightOf } from "./reference/explicit.ts";
import { streamOf } from "./reference/scoring.ts";

const core = await loadCore();

type Rating = readonly [user: number, item: number, rating: number, weight: number];

function rated(entries: readonly Rating[], rows: number, row: 0 | 1): RatedCsr {
  const sorted = entries.toSorted((a, b) => a[row] - b[row] || a[1 - row]! - b[1 - row]!);
  const indptr = new Int32Array(rows + 1);
  for (const entry of sorted) indptr[entry[row] + 1]!++;
  for (let r = 0; r < rows; r++) indptr[r + 1]! += indptr[r]!;
  return {
    indptr,
    indices: Int32Array.from(sorted, (entry) => entry[1 - row]!),
    ratings: Float32Array.from(sorted, ([, , rating]) => rating),
    weights: Float32Array.from(sorted, ([, , , weight]) => weight),
  };
}

function problemOf(entries: readonly Rating[], users: number, items: number, lambda: number): ExplicitProblem {
  return {
    users: rated(entries, users, 0),
    items: rated(entries, items, 1),
    userRegularization: new Float32Array(users).fill(lambda),
    itemRegularization: new Float32Array(items).fill(lambda),
  };
}

function startFor(seed: number, users: number, items: number, dims: number) {
  const random = generator(seed);
  return { dims, users: randomFactors(random, users, dims, 0.5), items: randomFactors(random, items, dims, 0.5) };
}

/** Ratings 1 to 5 and weights ½ to 1½ of a random part of all pairs. */
function scattered(seed: number, users: number, items: number, fill: number): Rating[] {
  const random = generator(seed);
  const entries: Rating[] = [];
  for (let u = 0; u < users; u++) {
    for (let i = 0; i < items; i++) {
      if (random() < fill) entries.push([u, i, 1 + Math.floor(5 * random()), 0.5 + random()]);
    }
  }
  return entries;
}

/** Relative error of one solved row: sums of at most 64 products, then about 3 n roundings of Cholesky and its solves. */
const rounding = (dims: number) => (64 + 3 * (dims + 1)) * 2 ** -24;

type Solver = (problem: ExplicitProblem, start: ReturnType<typeof startFor>, sweeps: number) => Promise<Model>;
const solvers: [string, Solver, (dims: number) => number][] = [
  ["twin", async (problem, start, sweeps) => explicitAls(problem as Problem, start, sweeps), () => 1e-13],
  [
    "core",
    async (problem, start, sweeps) => {
      const { loss, ...model } = await core.explicitAls(problem, start, sweeps, { loss: true });
      return { ...model, loss: loss! };
    },
    rounding,
  ],
];

describe.each(solvers)("%s", (_name, solve, delta) => {
  test("one user and two items by hand", async () => {
    // mean 3, ỹ = [2, 1] and [0, 1], targets -2 and 2, λ = 2: [6 2; 2 4] [x, b] = [-4, 0]; then for item 1,
    // x̃ = [-.8, 1], target 2 - .4: [.64 + 2, -.8; -.8, 1 + 2] [y, c] = 1.6 · [-.8, 1], of determinant 7.28
    const problem = problemOf(
      [
        [0, 0, 1, 1],
        [0, 1, 5, 1],
      ],
      1,
      2,
      2,
    );
    const start = { dims: 1, users: new Float32Array(1), items: Float32Array.of(2, 0) };
    const found = await solve(problem, start, 1);
    expect(found.mean).toBe(3);
    // about ten roundings on systems of condition 3
    const near = (value: number, expected: number) => expect(Math.abs(value - expected)).toBeLessThan(30 * 2 ** -24);
    near(found.users[0]!, -0.8);
    near(found.userBiases[0]!, 0.4);
    near(found.items[1]!, (1.6 * (-0.8 * 3 + 0.8)) / 7.28);
    near(found.itemBiases[1]!, (1.6 * (2.64 - 0.64)) / 7.28);
  });

  const problem = problemOf(scattered(2, 30, 20, 0.4), 30, 20, 0.7);

  test("the loss never rises over half-steps", async () => {
    const { loss } = await solve(problem, startFor(3, 30, 20, 4), 40);
    for (let half = 1; half < 80; half++) {
      // a row's minimiser off by δ costs δ² of its curvature, and the loss is summed in float64
      expect(loss[half]! - loss[half - 1]!).toBeLessThanOrEqual((1e-12 + delta(4) ** 2) * loss[0]!);
    }
    expect(loss[79]!).toBeLessThan(0.9 * loss[0]!);
  });

  test("at convergence the gradient is zero for every factor and bias of both sides", async () => {
    const found = await solve(problem, startFor(3, 30, 20, 2), 1000);
    const sides = [
      [problem.users, found.users, found.userBiases, { F: found.items, biases: found.itemBiases }],
      [problem.items, found.items, found.itemBiases, { F: found.users, biases: found.userBiases }],
    ] as const;
    for (const [rows, F, biases, other] of sides) {
      for (let r = 0; r < biases.length; r++) {
        const { A, b, mass } = ridgeEquations(rows, r, other, found.mean, 2, Math.fround(0.7));
        const x = [F[2 * r]!, F[2 * r + 1]!, biases[r]!];
        const gradient = b.map((value, j) => value - x.reduce((sum, xk, k) => sum + A[3 * j + k]! * xk, 0));
        // the row's own rounding, and that of the other side's rows, which moves A x - b by as much again
        expect(Math.hypot(...gradient)).toBeLessThan(3 * delta(2) * (Math.hypot(...A) * Math.hypot(...x) + mass));
      }
    }
  });

  test("biases and a planted low rank are found again, on ratings held out as well", async () => {
    const planted = startFor(5, 40, 30, 2);
    const random = generator(6);
    const bias = (rows: number) => Array.from({ length: rows }, () => 2 * random() - 1);
    const [b, c] = [bias(40), bias(30)];
    const truth = (u: number, i: number) => 3 + b[u]! + c[i]! + 4 * dot(planted.users, u, planted.items, i, 2);
    const kept: Rating[] = [];
    const held: Rating[] = [];
    for (let u = 0; u < 40; u++) {
      for (let i = 0; i < 30; i++) (random() < 0.7 ? kept : held).push([u, i, Math.fround(truth(u, i)), 1]);
    }
    const lambda = 0.05;
    const found = await solve(problemOf(kept, 40, 30, lambda), startFor(7, 40, 30, 2), 400);
    const score = (u: number, i: number) =>
      found.mean + found.userBiases[u]! + found.itemBiases[i]! + dot(found.users, u, found.items, i, 2);
    // the truth fits exactly, so the minimum is at most what its own penalty costs: λ Σ (factors² + biases²), the mean's
    // distance from 3 counted as a bias of each user, the factor 4 as a 2 on each side
    const parts = [
      b.map((value) => value + 3 - found.mean),
      c,
      ...[planted.users, planted.items].map((F) => F.map((x) => 2 * x)),
    ];
    const most = lambda * parts.flatMap((values) => [...values]).reduce((sum, x) => sum + x * x, 0);
    expect(found.loss[799]!).toBeLessThan(most);
    const off = Math.sqrt(held.reduce((sum, [u, i, r]) => sum + (r - score(u, i)) ** 2, 0) / held.length);
    // 7 factors and biases a side are fixed by 21 and 28 ratings: held-out errors are of the order of the fitted ones
    expect(off).toBeLessThan(4 * Math.sqrt(most / kept.length));
  });

  test("a weight of 2 is the same rating twice", async () => {
    const single = scattered(8, 12, 9, 0.5).map(([u, i, r], e): Rating => [u, i, r, e % 3 === 0 ? 2 : 1]);
    const twice = single.flatMap(([u, i, r, w]): Rating[] =>
      w === 2
        ? [
            [u, i, r, 1],
            [u, i, r, 1],
          ]
        : [[u, i, r, 1]],
    );
    const start = startFor(9, 12, 9, 3);
    const a = await solve(problemOf(single, 12, 9, 1), start, 2);
    const b = await solve(problemOf(twice, 12, 9, 1), start, 2);
    expect(a.mean).toBeCloseTo(b.mean, 14);
    // four half-steps of δ, each times ||A|| / λ, below 20 here
    for (const name of ["users", "items", "userBiases", "itemBiases"] as const) {
      const scale = Math.max(...Array.from(a[name]).map(Math.abs));
      Array.from(a[name]).forEach((value, at) => {
        expect(Math.abs(value - b[name][at]!)).toBeLessThan(4 * 20 * delta(3) * scale);
      });
    }
  });
});

test("solved rows leave a residual of a few float32 roundings, for every dims from 1 to 33", async () => {
  for (let dims = 1; dims <= 33; dims++) {
    const problem = problemOf(scattered(dims, 4, 90, 0.8), 4, 90, 0.3);
    const start = { ...startFor(dims, 4, 90, dims), itemBiases: randomFactors(generator(dims), 90, 1) };
    const fixed = { F: start.items, biases: start.itemBiases };
    const found = await core.explicitAls(problem, start, 1);
    for (let r = 0; r < 4; r++) {
      const { A, b, mass } = ridgeEquations(problem.users, r, fixed, meanOf(problem.users), dims, Math.fround(0.3));
      const x = [...found.users.subarray(r * dims, (r + 1) * dims), found.userBiases[r]!];
      const residual = b.map((value, j) => value - x.reduce((sum, xk, k) => sum + A[j * (dims + 1) + k]! * xk, 0));
      const norm = Math.hypot(...A) * Math.hypot(...x) + mass;
      // backward error: sums of 64 products and one over blocks, then Cholesky's c·n·eps
      expect(Math.hypot(...residual) / norm).toBeLessThan((67 + 4 * (dims + 1)) * 2 ** -24);
    }
  }
});

test("the core and its twin take the same three sweeps to the same loss, from given biases", async () => {
  const problem = problemOf(scattered(11, 25, 18, 0.4), 25, 18, 1.5);
  for (const dims of [1, 2, 5, 8]) {
    const start = { ...startFor(dims, 25, 18, dims), itemBiases: randomFactors(generator(3), 18, 1) };
    const found = await core.explicitAls(problem, start, 3, { loss: true });
    const twin = explicitAls(problem as Problem, start, 3);
    // six half-steps of δ, each at worst times ||A|| / λ, below 40 / 1.5 here
    const slack = 6 * rounding(dims) * (40 / 1.5);
    for (const name of ["users", "items", "userBiases", "itemBiases"] as const) {
      const scale = Math.max(...found[name].map(Math.abs));
      found[name].forEach((value, at) => {
        expect(Math.abs(value - twin[name][at]!)).toBeLessThan(slack * scale);
      });
    }
    found.loss!.forEach((value, half) => {
      expect(Math.abs(value / twin.loss[half]! - 1)).toBeLessThan(slack);
    });
    expect((await core.explicitAls(problem, start, 1)).loss).toBeUndefined();
  }
});

test("1, 2 and 4 threads give the same bits, and name the same first row that fails", async () => {
  const problem = problemOf(scattered(18, 400, 60, 0.4), 400, 60, 0.5);
  const start = startFor(19, 400, 60, 14);
  const flat = { ...problem, userRegularization: new Float32Array(400) };
  const same = { ...start, items: new Float32Array(start.items.length).fill(1) };
  const alone = await core.explicitAls(problem, start, 2, { loss: true });
  for (const threads of [2, 4]) {
    const team = await loadCore({ threads });
    expect(await team.explicitAls(problem, start, 2, { loss: true })).toEqual(alone);
    // identical items without a ridge: every system is singular
    await expect(team.explicitAls(flat, same, 1)).rejects.toThrow("the system of user 0");
    await team.close();
  }
});

test("rows without ratings get zero factors and bias, and change nothing else", async () => {
  const entries = scattered(12, 6, 5, 0.8);
  const moved = entries.map(([u, i, r, w]): Rating => [2 * u, i, r, w]);
  const start = startFor(13, 6, 5, 3);
  const apart = { ...start, users: randomFactors(generator(1), 12, 3) };
  const dense = await core.explicitAls(problemOf(entries, 6, 5, 0.5), start, 2);
  const sparse = await core.explicitAls(problemOf(moved, 12, 5, 0.5), apart, 2);
  expect(sparse.items).toEqual(dense.items);
  for (let u = 0; u < 6; u++) {
    expect(sparse.users.slice(6 * u, 6 * u + 3)).toEqual(dense.users.slice(3 * u, 3 * u + 3));
    expect([...sparse.users.slice(6 * u + 3, 6 * u + 6), sparse.userBiases[2 * u + 1]]).toEqual([0, 0, 0, 0]);
  }
});

test("with its biases as factors a model is ranked by what it predicts", async () => {
  const problem = problemOf(scattered(14, 10, 12, 0.5), 10, 12, 0.5);
  const model = await core.explicitAls(problem, startFor(15, 10, 12, 3), 4);
  const factors = withBiases(model);
  expect(factors.dims).toBe(5);
  const best = await core.topK(factors, Int32Array.of(7), 12, {}, streamOf(1));
  const predicted = Array.from({ length: 12 }, (_, i) => {
    return model.userBiases[7]! + model.itemBiases[i]! + dot(model.users, 7, model.items, i, 3);
  });
  expect([...best.items]).toEqual(predicted.map((_, i) => i).toSorted((a, b) => predicted[b]! - predicted[a]!));
  best.scores.forEach((score, k) => {
    expect(score).toBeCloseTo(predicted[best.items[k]!]!, 5);
  });
});

test("nothing rated has mean 0 and a model of zeros", async () => {
  const found = await core.explicitAls(problemOf([], 2, 2, 0), startFor(1, 2, 2, 1), 1, { loss: true });
  expect(found.mean).toBe(0);
  expect(found.users).toEqual(new Float32Array(2));
  expect(found.loss).toEqual(Float64Array.of(0.0, 0));
});

test("what cannot be factorised is refused with the array, the index and the way out", async () => {
  const problem = problemOf(scattered(16, 4, 5, 0.9), 4, 5, 0.5);
  const start = startFor(17, 4, 5, 2);
  const refused = (change: Partial<ExplicitProblem>, from: Parameters<typeof core.explicitAls>[1] = start) =>
    expect(core.explicitAls({ ...problem, ...change }, from, 1)).rejects;
  const { users, items } = problem;
  await refused({ users: { ...users, ratings: users.ratings.with(3, Number.NaN) } }).toThrow(
    "ratings by user[3] is NaN",
  );
  await refused({ items: { ...items, ratings: items.ratings.with(2, Infinity) } }).toThrow("ratings by item[2]");
  await refused({ users: { ...users, weights: users.weights!.with(1, -1) } }).toThrow("problem.users.weights[1] is -1");
  await refused({ users: { ...users, weights: new Float32Array(1) } }).toThrow("weights has 1 values");
  await refused({ items: { ...items, indices: items.indices.with(0, 4) } }).toThrow(
    "holds 4 (entry 0), expected 0 to 3",
  );
  await refused({ itemRegularization: new Float32Array(5).fill(-1) }).toThrow("itemRegularization[0] is -1");
  await refused({ userRegularization: new Float32Array(3) }).toThrow("userRegularization has 3 values, expected 4");
  await refused({}, { ...start, items: start.items.with(4, Number.NaN) }).toThrow("items[4] is NaN");
  await refused({}, { ...start, itemBiases: new Float32Array(5).fill(Infinity) }).toThrow("itemBiases[0] is Infinity");
  await refused({}, { ...start, itemBiases: new Float32Array(4) }).toThrow("itemBiases has 4 values, expected 5");
  await refused({}, { ...start, dims: 0 }).toThrow(CoreError);
  // two ratings of items with the same factors: [4 4; 4 4] and no ridge
  const flat = problemOf(
    [
      [1, 0, 1, 2],
      [1, 1, 3, 2],
    ],
    2,
    2,
    0,
  );
  const same = { dims: 1, users: new Float32Array(2), items: Float32Array.of(1, 1) };
  await expect(core.explicitAls(flat, same, 1)).rejects.toThrow(
    "explicitAls: the system of user 1 is not positive definite in float32; raise its regularization",
  );
  expect(weightOf(flat.users, 0)).toBe(2);
});
