import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { purposes } from "../../src/core/purposes.ts";
import { alsProblem, foldIn, type IalsOptions, initialFactors, modelSchema } from "../../src/models/index.ts";
import { generator } from "../simulation/statistics.ts";
import { contextOf, key, score, trainFactors } from "./context.ts";
import { backwardError, systemOf } from "./ials.reference.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const ials = (given: object = {}) => modelSchema.parse({ kind: "ials", ...given }) as IalsOptions;
const row = (F: Float32Array, r: number, d: number) => [...F.subarray(r * d, (r + 1) * d)];

/**
 * Backward error of one row of the core, relative to ‖A‖‖x‖ + ‖b‖. In float32 (unit roundoff u = 2⁻²⁴): every element of A
 * and b is a sum of the row's n entries and of the Gram matrix's product, at most (n + 3) u each by Higham's (3.5), and
 * Cholesky with two triangular solves costs at most 4 d u (Higham, theorem 10.4, (3 d + 1) u to first order), and d u each
 * for the fixed factors and the row, twice, when they turn into the basis of a half-step and back; each times √d from
 * elements to norms.
 */
const bound = (n: number, d: number) => Math.sqrt(d) * (n + 3 + 7 * d) * 2 ** -24;

const problems = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  users: fc.integer({ min: 2, max: 12 }),
  items: fc.integer({ min: 2, max: 15 }),
  fill: fc.constantFrom(0.1, 0.4, 1),
  options: fc.record({
    objective: fc.constantFrom("rendle" as const, "hu" as const),
    factors: fc.integer({ min: 1, max: 6 }),
    unobservedWeight: fc.constantFrom(0.05, 0.5, 2),
    regularization: fc.constantFrom(0.01, 0.3),
    frequencyExponent: fc.constantFrom(0, 0.5, 1),
    confidence: fc.constantFrom(0.5, 40),
  }),
});

test("both half-steps solve the published normal equations, whatever the objective", async () => {
  const law = fc.asyncProperty(problems, async ({ seed, users, items, fill, options }) => {
    const random = generator(seed);
    const W = Array.from({ length: users }, () =>
      Array.from({ length: items }, () => (random() < fill ? Math.ceil(4 * random()) / 2 : 0)),
    );
    const entries = W.flatMap((list, u) => list.flatMap((w, i) => (w > 0 ? [[u, i, w] as const] : [])));
    const context = contextOf(core, { users, items, entries });
    const d = options.factors;
    const { factors } = await trainFactors(context, ials({ ...options, sweeps: 1 }));
    const start = initialFactors(core, key, d, { users, items }, purposes.modelUser, purposes.modelItem);
    for (let u = 0; u < users; u++) {
      const system = systemOf(W[u]!, start.items, d, options);
      if (system.entries === 0) expect(row(factors.users, u, d).every((x) => x === 0)).toBe(true);
      else expect(backwardError(system, row(factors.users, u, d))).toBeLessThan(bound(system.entries, d));
    }
    for (let i = 0; i < items; i++) {
      const system = systemOf(
        W.map((list) => list[i]!),
        factors.users,
        d,
        options,
      );
      if (system.entries === 0) expect(row(factors.items, i, d).every((x) => x === 0)).toBe(true);
      else expect(backwardError(system, row(factors.items, i, d))).toBeLessThan(bound(system.entries, d));
    }
  });
  await fc.assert(law, { seed: 6, numRuns: 120 });
});

test("half-steps solve the equations with what was shown and not chosen as weighted zeros", async () => {
  const law = fc.asyncProperty(problems, async ({ seed, users, items, fill, options }) => {
    const random = generator(seed);
    const draw = () =>
      Array.from({ length: users }, () =>
        Array.from({ length: items }, () => (random() < fill ? Math.ceil(4 * random()) / 2 : 0)),
      );
    const [W, N] = [draw(), draw()];
    const listed = (M: number[][]) =>
      M.flatMap((list, u) => list.flatMap((w, i) => (w > 0 ? [[u, i, w] as const] : [])));
    const context = contextOf(core, { users, items, entries: listed(W), negatives: listed(N) });
    const d = options.factors;
    const { factors } = await trainFactors(context, ials({ ...options, sweeps: 1 }));
    const start = initialFactors(core, key, d, { users, items }, purposes.modelUser, purposes.modelItem);
    const expectSolved = (side: Float32Array, r: number, w: number[], fixed: Float32Array, n: number[]) => {
      const system = systemOf(w, fixed, d, options, n);
      if (system.entries === 0) expect(row(side, r, d).every((x) => x === 0)).toBe(true);
      else expect(backwardError(system, row(side, r, d))).toBeLessThan(bound(w.length, d));
    };
    for (let u = 0; u < users; u++) expectSolved(factors.users, u, W[u]!, start.items, N[u]!);
    const column = (M: number[][], i: number) => M.map((list) => list[i]!);
    for (let i = 0; i < items; i++) expectSolved(factors.items, i, column(W, i), factors.users, column(N, i));
  });
  await fc.assert(law, { seed: 16, numRuns: 80 });
});

test("duplicate rows weigh as one row of their sum, and frequency counts distinct pairs", async () => {
  const split = contextOf(core, {
    users: 2,
    items: 2,
    entries: [
      [0, 0, 1],
      [0, 0, 2],
      [0, 1, 1],
      [1, 1, 1],
    ],
  });
  const whole = contextOf(core, {
    users: 2,
    items: 2,
    entries: [
      [0, 0, 3],
      [0, 1, 1],
      [1, 1, 1],
    ],
  });
  const options = ials({ factors: 2, regularization: 0.25, unobservedWeight: 0.5, frequencyExponent: 1 });
  expect(alsProblem(core, split.training, options)).toEqual(alsProblem(core, whole.training, options));
  // λ (distinct + a0 · others) = .25 · (2 + .5 · 2), .25 · (1 + .5 · 2)
  expect([...alsProblem(core, split.training, options).userRegularization]).toEqual([0.75, 0.5]);
});

test("a user folded in from training rows gets what a half-step against the same items gives", async () => {
  const random = generator(9);
  const entries = Array.from({ length: 60 }, () => [Math.floor(12 * random()), Math.floor(10 * random())] as const);
  for (const objective of ["rendle", "hu"]) {
    const context = contextOf(core, { users: 12, items: 10, entries });
    const options = ials({ factors: 4, objective, sweeps: 3 });
    const model = await trainFactors(context, options);
    const folded = await foldIn(core, model.factors, context.training.byUser, options);
    const { dims, items } = model.factors;
    const problem = alsProblem(core, context.training, options);
    const again = await core.solveRows(
      problem.users,
      items,
      dims,
      problem.unobservedWeight,
      problem.userRegularization,
    );
    expect(folded).toEqual(again);
    for (let u = 0; u < 12; u++) {
      const weights = new Array<number>(10).fill(0);
      for (const [user, item] of entries) if (user === u) weights[item]!++;
      const system = systemOf(weights, items, dims, options);
      if (system.entries > 0)
        expect(backwardError(system, row(folded, u, dims))).toBeLessThan(bound(system.entries, dims));
    }
  }
});

const small = [
  [0, 0],
  [0, 1],
  [1, 1],
  [1, 2],
  [2, 0],
  [2, 2],
] as const;

test("a warm start goes on from the last model for warmSweeps, a cold one or other dimensions begin afresh", async () => {
  const cold = ials({ factors: 2, start: "cold", sweeps: 2 });
  const model = await trainFactors(contextOf(core, { users: 3, items: 3, entries: small }), cold);
  const next = contextOf(core, { users: 3, items: 3, entries: [...small, [0, 2]], previous: model });
  const warm = ials({ factors: 2, start: "warm", sweeps: 2, warmSweeps: 3 });
  const expected = await core.als(alsProblem(core, next.training, warm), model.factors, 3);
  expect((await trainFactors(next, warm)).factors).toEqual(expected);

  const fresh = await trainFactors({ ...next, previous: undefined }, cold);
  expect((await trainFactors(next, cold)).factors).toEqual(fresh.factors);
  expect(fresh.factors).not.toEqual(expected);
  const wider = await trainFactors(next, ials({ factors: 3, start: "warm", sweeps: 2 }));
  expect(wider).toEqual(await trainFactors({ ...next, previous: undefined }, ials({ factors: 3, sweeps: 2 })));
});

test("what was out of the last training set comes back to life under a warm start", async () => {
  // two communities; the second is away for a round, its factors become zero, and zero times zero would stay zero
  const first = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const;
  const second = [
    [2, 2],
    [2, 3],
    [3, 2],
    [3, 3],
  ] as const;
  const options = ials({ factors: 2, start: "warm", regularization: 0.01, sweeps: 8, warmSweeps: 8 });
  const both = { users: 4, items: 4, entries: [...first, ...second] };
  const away = await trainFactors(contextOf(core, { ...both, entries: first }), options);
  expect(score(away.factors, 2, 2)).toBe(0);
  const back = await trainFactors(contextOf(core, { ...both, previous: away }), options);
  // law A6b in the limit: each block is fitted alike, y = (1 - λ') / (1 + a0) > 1/2
  expect(score(back.factors, 2, 2)).toBeGreaterThan(0.5);
  const nothing = await trainFactors(contextOf(core, { ...both, entries: [], previous: back }), options);
  const recovered = await trainFactors(contextOf(core, { ...both, previous: nothing }), options);
  expect(score(recovered.factors, 0, 1)).toBeGreaterThan(0.5);
});

test("initial factors are keyed by user and item: one more of either changes nobody else's", () => {
  const at = (users: number, items: number) =>
    initialFactors(core, key, 3, { users, items }, purposes.modelUser, purposes.modelItem);
  const [a, b] = [at(4, 5), at(5, 7)];
  expect(b.users.subarray(0, 12)).toEqual(a.users);
  expect(b.items.subarray(0, 15)).toEqual(a.items);
  expect(a.users.subarray(0, 12)).not.toEqual(a.items.subarray(0, 12));
  // N(0, 0.1 / √d): 3·10⁴ draws, the mean square within 4 standard errors √(2 / n)
  const many = at(10_000, 1).users;
  const n = many.length;
  const meanSquare = many.reduce((sum, x) => sum + x * x, 0) / n;
  expect(Math.abs(meanSquare / (0.01 / 3) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
});

test("checkerboard: users who like even items are given the even items they were not seen with", async () => {
  const [users, items] = [30, 20];
  const entries: [number, number][] = [];
  const hidden: [number, number][] = [];
  for (let u = 0; u < users; u++) {
    for (let i = 0; i < items; i++) if ((u + i) % 2 === 0) ((u * 7 + i) % 5 === 0 ? hidden : entries).push([u, i]);
  }
  for (const objective of ["rendle", "hu"]) {
    const { factors, knowsUser, knowsItem } = await trainFactors(
      contextOf(core, { users, items, entries }),
      ials({ factors: 4, objective, sweeps: 12 }),
    );
    expect([...knowsUser, ...knowsItem].every((known) => known === 1)).toBe(true);
    for (const [u, i] of hidden) {
      for (let j = 0; j < items; j++)
        if ((u + j) % 2 === 1) expect(score(factors, u, i)).toBeGreaterThan(score(factors, u, j));
    }
  }
});

test("who and what a model knows are those with training rows", async () => {
  const { knowsUser, knowsItem } = await trainFactors(
    contextOf(core, {
      users: 3,
      items: 4,
      entries: [
        [2, 1],
        [2, 3],
      ],
    }),
    ials({ factors: 1 }),
  );
  expect([...knowsUser]).toEqual([0, 0, 1]);
  expect([...knowsItem]).toEqual([0, 1, 0, 1]);
});

test("the solver, its steps and the tolerance reach the core", async () => {
  const entries = Array.from({ length: 60 }, (_, e) => [e % 9, (e * 7) % 11, 1] as const);
  const context = contextOf(core, { users: 9, items: 11, entries });
  const factorsOf = async (given: object) =>
    (await trainFactors(context, ials({ factors: 4, ...given }))).factors.users;
  const exact = await factorsOf({});
  expect(await factorsOf({ solver: "exact", cgSteps: 9 })).toEqual(exact);
  const three = await factorsOf({ solver: "cg" });
  expect(three).not.toEqual(exact);
  expect(await factorsOf({ solver: "cg", cgSteps: 3 })).toEqual(three);
  expect(await factorsOf({ solver: "cg", cgSteps: 1 })).not.toEqual(three);
  expect(await factorsOf({ tolerance: 1e9 })).toEqual(await factorsOf({ sweeps: 2 }));
});
