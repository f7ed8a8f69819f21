import fc from "fast-check";
import { expect, test } from "vitest";
import { type BiasedItems, type BprProblem, type BprResult, CoreError, loadCore } from "../../src/core/index.ts";
import { positivesOf, problemOf, randomPositives, startOf, stream } from "./bpr.fixtures.ts";
import { generator, type Pair } from "./fixtures.ts";
import * as reference from "./reference/bpr.ts";

const core = await loadCore();

/** The twin's run from the same start, with as many blocks as the core takes for this size. */
function twinOf(problem: BprProblem, start: Required<BiasedItems>, epochs: number, blocks: number) {
  const state = reference.stateOf(start.dims, start.users, start.items, start.itemBias);
  return { state, ...reference.bpr(problem, state, epochs, blocks) };
}

/** @throws unless every coordinate lies within the running bound of its row; returns the largest bound. */
function expectAgreement(found: BprResult, { X, Y, bias, biasError }: reference.State): number {
  let widest = 0;
  const check = (value: number, twin: number, error: number) => {
    // 1 %: products of errors, which the running bound leaves out
    expect(Math.abs(value - twin)).toBeLessThanOrEqual(1.01 * error);
    widest = Math.max(widest, error);
  };
  for (const [F, rows] of [
    [found.users, X],
    [found.items, Y],
  ] as const) {
    F.forEach((value, at) => {
      const r = Math.floor(at / found.dims);
      check(value, rows.F[r]![at % found.dims]!, rows.error[r]!);
    });
  }
  if (found.itemBias) for (let i = 0; i < bias.length; i++) check(found.itemBias[i]!, bias[i]!, biasError[i]!);
  return widest;
}

test("one update by hand, without a rounding", async () => {
  // margin 1 · (3 - 1) + (-1 - 1) = 0, so z = ½; η = ½, λ = ¼: rows keep 7/8 and move by ¼ of the other
  const problem = problemOf(positivesOf([[0, 0]], 1), { learningRate: 0.5, regularization: 0.25, itemBias: true });
  const start = { dims: 1, users: Float32Array.of(1), items: Float32Array.of(3, 1), itemBias: Float32Array.of(-1, 1) };
  const found = await core.bpr(problem, start, 1, { logLikelihood: true });
  expect(found.users).toEqual(Float32Array.of(0.875 + 0.25 * 2));
  expect(found.items).toEqual(Float32Array.of(3 * 0.875 + 0.25, 0.875 - 0.25));
  expect(found.itemBias).toEqual(Float32Array.of(-0.875 + 0.25, 0.875 - 0.25));
  expect(found.logLikelihood![0]).toBeCloseTo(Math.log(0.5), 15);
});

test("agrees with its twin for every dims from 1 to 33, within what float32 can have lost", async () => {
  const positives = randomPositives(generator(2), 12, 15, 0.35);
  for (let dims = 1; dims <= 33; dims++) {
    const itemBias = dims % 2 === 0;
    const negatives = dims % 3 === 0 ? { popularityExponent: 0.75 } : "uniform";
    const problem = problemOf(positives, { itemBias, negatives, userRegularization: 0.02 });
    const { itemBias: bias, ...factors } = startOf(dims, 12, 15, dims);
    const start = itemBias ? { ...factors, itemBias: bias } : factors;
    const found = await core.bpr(problem, start, 1, { logLikelihood: true });
    const twin = twinOf(problem, { ...factors, itemBias: bias }, 1, 1);
    // a bound that grew past this would hold anything
    expect(expectAgreement(found, twin.state)).toBeLessThan(dims * 2 ** -17);
    expect(twin.triples[0]!.length).toBe(positives.indices.length);
    expect(found.logLikelihood![0]).toBeCloseTo(twin.logLikelihood[0]!, 5);
  }
});

test("agrees with its twin over blocks, steps of every length and long rows", async () => {
  const random = generator(5);
  const pairs: Pair[] = [];
  for (let u = 0; u < 512; u += 9) for (let i = 0; i < 1024; i++) if (random() < 0.01) pairs.push([u, i]);
  // one user with more positives in each block than are counted through one by one
  for (let i = 0; i < 1024; i++) if (i % 20 < 11) pairs.push([4, i]);
  const positives = positivesOf(pairs, 512);
  for (const negatives of ["uniform", { popularityExponent: 1 }] as const) {
    const problem = problemOf(positives, { itemBias: true, negatives });
    const start = startOf(1, 512, 1024, 4);
    const found = await core.bpr(problem, start, 1, { logLikelihood: true });
    const twin = twinOf(problem, start, 1, 8);
    expectAgreement(found, twin.state);
    expect(new Set(twin.triples[0]!.filter(({ user }) => user === 4)).size).toBe(565);
    expect(found.logLikelihood![0]).toBeCloseTo(twin.logLikelihood[0]!, 5);
  }
});

test("agrees with its twin where one user has more positives than draws are held at a time", async () => {
  const random = generator(12);
  const pairs: Pair[] = [];
  for (let u = 0; u < 50; u++) {
    const fill = u === 4 ? 0.6 : 0.04;
    for (let i = 0; i < 800; i++) if (random() < fill) pairs.push([u, i]);
  }
  expect(pairs.filter(([u]) => u === 4).length).toBeGreaterThan(400);
  const problem = problemOf(positivesOf(pairs, 50), { learningRate: 0.01 });
  const start = startOf(1, 50, 800, 4);
  const { itemBias: _, ...factors } = start;
  const found = await core.bpr(problem, factors, 1);
  const twin = twinOf(problem, start, 1, 1);
  // less than a wrong negative moves: η z |x|, z near ½ and |x| of .02 or more
  expect(expectAgreement(found, twin.state)).toBeLessThan(1e-4);
  expect(twin.triples[0]!.length).toBe(pairs.length);
});

test("the twin's step is the gradient of the objective", () => {
  const dims = 3;
  const triples = [1, 2, 3].map((positive) => ({ user: 0, positive, negative: positive + 3 }));
  const { users, items, itemBias } = startOf(8, 1, 7, dims);
  const [lambdaUser, lambdaItem] = [0.3, 0.2];
  const values = [...users, ...items, ...itemBias];
  /** Σ ln σ(x̂_ui - x̂_uj) - ½ λ_u ||x||² - ½ λ_i (||y_i||² + ||y_j||² + b_i² + b_j²) over the triples. */
  const objective = (at: readonly number[]) => {
    const x = at.slice(0, dims);
    const y = (i: number) => [...at.slice(dims * (1 + i), dims * (2 + i)), at[dims * 8 + i]!];
    const square = (row: readonly number[]) => row.reduce((sum, value) => sum + value * value, 0);
    return triples.reduce((sum, { positive, negative }) => {
      const [p, q] = [y(positive), y(negative)];
      const margin = [...x, 1].reduce((total, value, k) => total + value * (p[k]! - q[k]!), 0);
      const penalty = lambdaUser * square(x) + lambdaItem * (square(p) + square(q));
      return sum - Math.log1p(Math.exp(-margin)) - penalty / 2;
    }, 0);
  };
  const eta = 2 ** -20;
  const state = reference.stateOf(dims, users, items, itemBias);
  reference.update(state, triples, { eta, userDecay: eta * lambdaUser, itemDecay: eta * lambdaItem }, true);
  const after = [...state.X.F, ...state.Y.F].flatMap((row) => [...row]).concat([...state.bias]);
  after.forEach((value, n) => {
    const moved = (h: number) => objective(values.map((v, at) => (at === n ? v + h : v)));
    const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
    // differences: h² / 6 of the third derivative (below 4) and 2⁻⁵² · 3 / h; steps: 2⁻⁵³ / η
    expect(Math.abs((value - values[n]!) / eta - slope)).toBeLessThan(1e-9);
  });
});

test("two communities are told apart wholly", async () => {
  const random = generator(3);
  const pairs: Pair[] = [];
  const community = (n: number) => n % 2;
  for (let u = 0; u < 40; u++) {
    for (let i = 0; i < 30; i++) if (community(u) === community(i) && random() < 0.6) pairs.push([u, i]);
  }
  const problem = problemOf(positivesOf(pairs, 40), { learningRate: 0.1, regularization: 0.05 });
  const { itemBias: _, ...start } = startOf(4, 40, 30, 2, 0.1);
  const { users, items, logLikelihood } = await core.bpr(problem, start, 60, { logLikelihood: true });
  const score = (u: number, i: number) => {
    let sum = 0;
    for (let k = 0; k < 2; k++) sum += users[2 * u + k]! * items[2 * i + k]!;
    return sum;
  };
  // every item of a user's community, seen or not, above every other
  for (let u = 0; u < 40; u++) {
    const own: number[] = [];
    const others: number[] = [];
    for (let i = 0; i < 30; i++) (community(i) === community(u) ? own : others).push(score(u, i));
    expect(Math.min(...own)).toBeGreaterThan(Math.max(...others));
  }
  expect(logLikelihood![59]!).toBeGreaterThan(logLikelihood![0]! / 2);
});

test("a user without positives, and one who has every item, stay as they were", async () => {
  const pairs: Pair[] = [0, 1, 2, 3, 4].map((item) => [1, item]);
  const start = startOf(6, 3, 5, 3);
  const problem = problemOf(positivesOf(pairs, 3), { itemBias: true });
  const { itemBias, users, items } = start;
  const found = await core.bpr(problem, start, 4, { logLikelihood: true });
  expect(found).toEqual({ dims: 3, users, items, itemBias, logLikelihood: new Float64Array(4) });
  // by popularity an item without positives is none to draw: user 0 is left out though there is item 4
  const rest = positivesOf([...([0, 1, 2, 3] as const).map((item): Pair => [0, item])], 3);
  const heavy = problemOf(rest, { itemBias: true, negatives: { popularityExponent: 0.5 } });
  expect((await core.bpr(heavy, start, 2)).items).toEqual(items);
  expect((await core.bpr({ ...heavy, negatives: "uniform" }, start, 2)).items).not.toEqual(items);
});

test("one entry moves its user, its item and one other alone; none moves nothing", async () => {
  const start = startOf(6, 400, 600, 5);
  const found = await core.bpr(problemOf(positivesOf([[17, 33]], 400), { itemBias: true }), start, 1);
  const moved = (F: Float32Array, from: Float32Array, dims: number) => [
    ...new Set([...F.keys()].filter((at) => F[at] !== from[at]).map((at) => Math.floor(at / dims))),
  ];
  expect(moved(found.users, start.users, 5)).toEqual([17]);
  const items = moved(found.items, start.items, 5);
  expect(items).toHaveLength(2);
  expect(items).toContain(33);
  expect(moved(found.itemBias!, start.itemBias, 1)).toEqual(items);
  const none = await core.bpr(problemOf(positivesOf([], 400)), { ...start, itemBias: undefined! }, 3);
  expect(none).toEqual({ dims: 5, users: start.users, items: start.items });
});

test("the same bits from 1, 2 and 4 threads, and on another seed other ones", async () => {
  const positives = randomPositives(generator(7), 520, 1030, 0.04);
  const problem = problemOf(positives, { itemBias: true, negatives: { popularityExponent: 0.5 } });
  const start = startOf(2, 520, 1030, 32, 0.1);
  const found = await core.bpr(problem, start, 2, { logLikelihood: true });
  for (const threads of [2, 4]) {
    const many = await loadCore({ threads });
    expect(many.threads).toBe(threads);
    expect(await many.bpr(problem, start, 2, { logLikelihood: true })).toEqual(found);
    await many.close();
  }
  const other = { ...problem, stream: { ...stream, round: 4 } };
  expect((await core.bpr(other, start, 2)).users).not.toEqual(found.users);
});

test("any shape: what has no positive stays, all is finite, and epochs can be cut in two", async () => {
  const shape = fc.record({
    users: fc.integer({ min: 1, max: 300 }),
    items: fc.integer({ min: 1, max: 400 }),
    dims: fc.integer({ min: 1, max: 13 }),
    fill: fc.constantFrom(0, 0.01, 0.1, 0.6, 0.97, 1),
    exponent: fc.constantFrom(0, 0.5, 1),
    itemBias: fc.boolean(),
    seed: fc.integer(),
  });
  await fc.assert(
    fc.asyncProperty(shape, async ({ users, items, dims, fill, exponent, itemBias, seed }) => {
      const positives = randomPositives(generator(seed), users, items, fill);
      const negatives = exponent === 0 ? "uniform" : ({ popularityExponent: exponent } as const);
      const problem = problemOf(positives, { itemBias, negatives });
      const { itemBias: bias, ...factors } = startOf(seed, users, items, dims);
      const start = itemBias ? { ...factors, itemBias: bias } : factors;
      const whole = await core.bpr(problem, start, 3);
      const first = await core.bpr(problem, start, 1);
      expect(await core.bpr(problem, first, 2, { firstEpoch: 1 })).toEqual(whole);
      for (let u = 0; u < users; u++) {
        if (positives.indptr[u] !== positives.indptr[u + 1]) continue;
        expect(whole.users.subarray(u * dims, (u + 1) * dims)).toEqual(start.users.subarray(u * dims, (u + 1) * dims));
      }
      for (const F of [whole.users, whole.items, whole.itemBias ?? []]) {
        expect([...F].every((value) => Math.abs(value) < 10)).toBe(true);
      }
    }),
    { seed: 11, numRuns: 40 },
  );
});

test("what cannot be learnt from is refused with what was got and expected", async () => {
  const start = startOf(1, 2, 4, 2);
  const positives = positivesOf(
    [
      [0, 1],
      [0, 2],
      [1, 3],
    ] as const,
    2,
  );
  const run = (given: Partial<BprProblem>, from: BiasedItems = start, epochs = 1) =>
    core.bpr(problemOf(positives, { itemBias: true, ...given }), from, epochs);
  const rows = (indices: readonly number[]) => ({ positives: { ...positives, indices: Int32Array.from(indices) } });
  await expect(run(rows([1, 1, 3]))).rejects.toThrow("the positives of user 0 hold 1 after 1 (entry 1)");
  await expect(run(rows([2, 1, 3]))).rejects.toThrow("ascending items without duplicates");
  await expect(run(rows([1, 2, 4]))).rejects.toThrow("holds 4 (entry 2)".replace("holds", "positives holds"));
  await expect(run({ positives: { ...positives, indptr: Int32Array.of(0, 2) } })).rejects.toThrow("indptr");
  await expect(run({ learningRate: Number.NaN })).rejects.toThrow("learningRate is NaN");
  await expect(run({ userRegularization: -1 })).rejects.toThrow("userRegularization is -1");
  await expect(run({ itemRegularization: 5 })).rejects.toThrow("below 1 / (4 · learningRate) = 5");
  await expect(run({ negatives: { popularityExponent: Number.NaN } })).rejects.toThrow("popularityExponent is NaN");
  await expect(run({ itemBias: false })).rejects.toThrow("itemBias was given");
  await expect(run({}, { ...start, itemBias: new Float32Array(3) })).rejects.toThrow(
    "itemBias has 3 values, expected 4",
  );
  await expect(run({}, { ...start, itemBias: start.itemBias.with(2, Infinity) })).rejects.toThrow("itemBias[2]");
  await expect(run({}, { ...start, users: start.users.with(3, Number.NaN) })).rejects.toThrow("users[3] is NaN");
  await expect(run({}, { ...start, items: start.items.with(0, -Infinity) })).rejects.toThrow("items[0] is -Infinity");
  await expect(run({}, start, 2 ** 22 + 1)).rejects.toThrow(CoreError);
  await expect(run({ learningRate: 1e30, regularization: 0 }, start, 40)).rejects.toThrow("lower learningRate (1e+30)");
});
