import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore, withBiases } from "../../src/core/index.ts";
import { purposes } from "../../src/core/purposes.ts";
import { explicitProblem } from "../../src/models/explicit.ts";
import {
  factorsOf,
  initialFactors,
  type Model,
  modelPart,
  modelSchema,
  scoresOf,
  train,
} from "../../src/models/index.ts";
import { generator } from "../simulation/statistics.ts";
import { checkerboard, contextOf, key, score, trainFactors } from "./context.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const options = (kind: string, given: object = {}) => modelSchema.parse({ kind, ...given });
const range = (n: number) => Int32Array.from({ length: n }, (_, i) => i);
const parity = (item: number) => [(item + 1) % 2, item % 2];

const learners: Record<string, object> = {
  bpr: { factors: 4, epochs: 60 },
  "bpr, negatives by popularity, without biases": { factors: 4, epochs: 60, negativeExponent: 0.75, itemBias: false },
  itemKnn: { neighbours: 20 },
  userKnn: { neighbours: 20 },
  content: {},
};

test.each(Object.entries(learners))(
  "checkerboard: %s gives users what they were not seen with, of the kind they like",
  async (name, given) => {
    const { hidden, ...board } = checkerboard(30, 20);
    const attributes = Array.from({ length: 20 }, (_, i) => parity(i));
    const model = await train(contextOf(core, { ...board, attributes }), options(name.split(",")[0]!, given));
    expect([...model.knowsUser, ...model.knowsItem].every((known) => known === 1)).toBe(true);
    for (const [u, i] of hidden) {
      const scores = scoresOf(model, u, range(20));
      for (let j = 1 - (u % 2); j < 20; j += 2) expect(scores[i]!).toBeGreaterThan(scores[j]!);
    }
  },
);

test("checkerboard: ratings of 5 and 1 are filled in, each nearer to its own than to the other", async () => {
  const entries: [number, number, number, number][] = [];
  const hidden: [number, number][] = [];
  for (let u = 0; u < 30; u++) {
    for (let i = 0; i < 20; i++) {
      if ((u * 7 + i) % 5 === 0) hidden.push([u, i]);
      else entries.push([u, i, 1, (u + i) % 2 === 0 ? 5 : 1]);
    }
  }
  const context = contextOf(core, { users: 30, items: 20, entries });
  const { factors } = await trainFactors(
    context,
    options("explicit", { factors: 3, regularization: 0.01, sweeps: 20 }),
  );
  expect(hidden.length).toBe(120);
  for (const [u, i] of hidden) expect(score(factors, u, i) > 3).toBe((u + i) % 2 === 0);
});

test("BPR is the core's, of the distinct pairs, from the keyed start, with the round's draws", async () => {
  const given = { users: 9, items: 11, entries: Array.from({ length: 60 }, (_, e) => [e % 9, (e * 7) % 11] as const) };
  const context = contextOf(core, { ...given, round: 4 });
  const start = initialFactors(core, key, 3, given, purposes.modelUser, purposes.modelItem);
  const problem = {
    positives: context.training.byUser,
    learningRate: 0.1,
    regularization: 0.02,
    itemBias: true,
    negatives: { popularityExponent: 0.5 },
    stream: { key, round: 4, purpose: purposes.bpr },
  };
  const asked = {
    factors: 3,
    epochs: 7,
    warmEpochs: 2,
    learningRate: 0.1,
    regularization: 0.02,
    negativeExponent: 0.5,
  };
  const first = await core.bpr(problem, start, 7);
  const model = await trainFactors(context, options("bpr", asked));
  expect(model.factors.dims).toBe(4);
  for (let u = 0; u < 9; u++) {
    expect([...model.factors.users.subarray(4 * u, 4 * u + 4)]).toEqual([...first.users.subarray(3 * u, 3 * u + 3), 1]);
  }
  for (let i = 0; i < 11; i++) {
    const own = [...first.items.subarray(3 * i, 3 * i + 3), first.itemBias![i]];
    expect([...model.factors.items.subarray(4 * i, 4 * i + 4)]).toEqual(own);
  }
  // warm: from there, with the same problem of the next round
  const next = contextOf(core, { ...given, round: 5, previous: model });
  const stream = { ...problem.stream, round: 5 };
  const second = await core.bpr({ ...problem, stream }, first, 2);
  const warm = (await trainFactors(next, options("bpr", asked))).factors;
  expect(warm.items.filter((_, at) => at % 4 === 3)).toEqual(second.itemBias);
  expect(warm.users.filter((_, at) => at % 4 < 3)).toEqual(second.users);
  const cold = await trainFactors(next, options("bpr", { ...asked, start: "cold" }));
  expect(cold).toEqual(await trainFactors(contextOf(core, { ...given, round: 5 }), options("bpr", asked)));
  expect(cold.factors).not.toEqual(warm);
  const bare = await trainFactors(context, options("bpr", { ...asked, itemBias: false }));
  const unbiased = await core.bpr({ ...problem, itemBias: false }, start, 7);
  expect(bare.factors.items).toEqual(unbiased.items);
});

test("explicit factors are of mean ratings by what rows weigh, and score what they predict", async () => {
  const entries = [
    [0, 0, 1, 2],
    [0, 0, 3, 4], // (2 + 3 · 4) / 4 = 3.5, weight 4
    [0, 1, 1, 1],
    [1, 1, 2, 5],
    [2, 0, 1, -1],
  ] as const;
  const context = contextOf(core, { users: 4, items: 3, entries });
  const given = options("explicit", { factors: 2, regularization: 0.5, frequencyExponent: 1, sweeps: 3 });
  if (given.kind !== "explicit") throw new Error("expected explicit");
  const problem = explicitProblem(core, context.training, given);
  expect([...problem.users.ratings]).toEqual([3.5, 1, 5, -1]);
  expect([...problem.users.weights!]).toEqual([4, 1, 2, 1]);
  expect([...problem.items.indices]).toEqual([0, 2, 0, 1]);
  expect([...problem.items.ratings]).toEqual([3.5, -1, 1, 5]);
  expect([...problem.items.weights!]).toEqual([4, 1, 1, 2]);
  expect([...problem.userRegularization]).toEqual([1, 0.5, 0.5, 0.5]);
  expect([...problem.itemRegularization]).toEqual([1, 1, 0.5]);

  const start = initialFactors(core, key, 2, { users: 4, items: 3 }, purposes.modelUser, purposes.modelItem);
  const fitted = await core.explicitAls(problem, start, 3);
  const model = await trainFactors(context, given);
  expect([...model.knowsUser, ...model.knowsItem]).toEqual([1, 1, 1, 0, 1, 1, 0]);
  // mean (4 · 3.5 + 1 + 2 · 5 - 1) / 8
  expect(fitted.mean).toBe(3);
  for (let u = 0; u < 3; u++) {
    for (let i = 0; i < 2; i++) {
      const predicted = 3 + score(withBiases(fitted), u, i);
      // one rounding of c + mean in float32
      expect(Math.abs(score(model.factors, u, i) - predicted)).toBeLessThan(8 * 2 ** -24);
    }
  }
  // warm: the same scores to begin with, so that a sweep on leads on where the last ended, within the rounding of c + mean
  const next = { ...context, previous: model };
  const on = await trainFactors(next, { ...given, warmSweeps: 1 });
  const four = await trainFactors(context, { ...given, sweeps: 4 });
  const cold = await trainFactors(next, { ...given, start: "cold" });
  expect(cold).toEqual(model);
  // c + mean is rounded by 2⁻²² at most, and a half-step's gain is at most Σ w (1 + |y|²) / λ < 20
  for (let u = 0; u < 3; u++) {
    for (let i = 0; i < 2; i++) {
      expect(Math.abs(score(on.factors, u, i) - score(four.factors, u, i))).toBeLessThan(20 * 20 * 2 ** -22);
    }
  }
  expect(on.factors).not.toEqual(model.factors);
});

test("itemKnn: neighbours by shrunk cosine of weights, scores summed over the history", async () => {
  const random = generator(5);
  const [users, items, shrinkage] = [12, 9, 2];
  const W = Array.from({ length: users }, () =>
    Array.from({ length: items }, () => (random() < 0.4 ? Math.ceil(3 * random()) : 0)),
  );
  W[11]!.fill(0);
  const entries = W.flatMap((row, u) => row.flatMap((w, i) => (w > 0 ? [[u, i, w] as const] : [])));
  const count = 4;
  const model = await train(
    contextOf(core, { users, items, entries }),
    options("itemKnn", { neighbours: count, shrinkage }),
  );
  const column = (i: number) => W.map((row) => row[i]!);
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, n) => sum + x * b[n]!, 0);
  const similarity = (i: number, j: number) => {
    const [a, b] = [column(i), column(j)];
    return Math.fround(dot(a, b) / (Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b)) + shrinkage));
  };
  const nearest = (j: number) =>
    [...range(items)]
      .filter((i) => i !== j && similarity(j, i) > 0)
      .sort((a, b) => similarity(j, b) - similarity(j, a))
      .slice(0, count);
  for (let u = 0; u < users; u++) {
    const expected = new Float64Array(items);
    W[u]!.forEach((w, j) => {
      if (w > 0) for (const i of nearest(j)) expected[i]! += w * similarity(j, i);
    });
    const scores = scoresOf(model, u, range(items));
    // similarities are rounded from a float64 whose last bits differ: one ulp of float32 each
    scores.forEach((x, i) => {
      expect(Math.abs(x - expected[i]!)).toBeLessThanOrEqual(expected[i]! * 2 ** -23);
    });
  }
  expect([...model.knowsUser]).toEqual([...new Array<number>(11).fill(1), 0]);
});

test("userKnn: what users of the largest shrunk cosine consumed, by similarity or with a vote each", async () => {
  const random = generator(6);
  const [users, items, shrinkage, neighbours] = [9, 12, 2, 4];
  const W = Array.from({ length: users }, () =>
    Array.from({ length: items }, () => (random() < 0.4 ? Math.ceil(3 * random()) : 0)),
  );
  W[8]!.fill(0);
  const entries = W.flatMap((row, u) => row.flatMap((w, i) => (w > 0 ? [[u, i, w] as const] : [])));
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, n) => sum + x * b[n]!, 0);
  const similarity = (u: number, v: number) => {
    const [a, b] = [W[u]!, W[v]!];
    return Math.fround(dot(a, b) / (Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b)) + shrinkage));
  };
  const nearest = (u: number) =>
    [...range(users)]
      .filter((v) => v !== u && similarity(u, v) > 0)
      .sort((a, b) => similarity(u, b) - similarity(u, a))
      .slice(0, neighbours);
  for (const votes of ["similarity", "equal"]) {
    const context = contextOf(core, { users, items, entries });
    const model = await train(context, options("userKnn", { neighbours, shrinkage, votes }));
    for (let u = 0; u < users; u++) {
      const scores = scoresOf(model, u, range(items));
      scores.forEach((x, i) => {
        const vote = (v: number) => (votes === "equal" ? 1 : similarity(u, v));
        const expected = nearest(u).reduce((sum, v) => sum + vote(v) * W[v]![i]!, 0);
        // similarities are rounded from a float64 whose last bits differ: one ulp of float32 each; votes of one are exact
        expect(Math.abs(x - expected)).toBeLessThanOrEqual(votes === "equal" ? 0 : expected * 2 ** -23);
      });
    }
    expect([...model.knowsUser]).toEqual([...new Array<number>(8).fill(1), 0]);
    expect([...model.knowsItem]).toEqual([...range(items)].map((i) => (W.some((row) => row[i]! > 0) ? 1 : 0)));
  }
});

test("userKnn's lists are those of itemKnn with users and items exchanged", async () => {
  const { users, items, entries } = checkerboard(14, 10);
  const given = { neighbours: 3, shrinkage: 1 };
  const model = await train(contextOf(core, { users, items, entries }), options("userKnn", given));
  const turned = { users: items, items: users, entries: entries.map(([u, i]) => [i, u] as const) };
  const mirror = await train(contextOf(core, turned), options("itemKnn", given));
  if (model.form !== "peers" || mirror.form !== "neighbours") throw new Error(`got ${model.form} and ${mirror.form}`);
  const { items: listed, similarities } = mirror.neighbours;
  expect([...model.peers.indices]).toEqual([...listed].filter((v) => v >= 0));
  expect([...model.peers.values]).toEqual([...similarities].filter((_, at) => listed[at]! >= 0));
  expect([...model.peers.indptr]).toEqual(
    [...range(users + 1)].map((u) => [...listed.subarray(0, 3 * u)].filter((v) => v >= 0).length),
  );
});

test("content: the cosine with the weighted mean of what was consumed, also for items nobody has consumed", async () => {
  const attributes = [
    [1, 0],
    [0, 2],
    [3, 4],
    [0, 0],
  ];
  const entries = [
    [0, 0, 3],
    [0, 1, 4],
    [1, 2],
    [2, 3],
  ] as const;
  const model = await train(contextOf(core, { users: 4, items: 4, entries, attributes }), options("content"));
  // user 0: 3 · (1, 0) + 4 · (0, 1), of length 5; user 1: (.6, .8); users 2 and 3 have no direction
  const scores = [0, 1].map((u) => [...scoresOf(model, u, range(4))]);
  [
    [0.6, 0.8, 1, 0],
    [0.6, 0.8, 1, 0],
  ].forEach((row, u) => {
    row.forEach((expected, i) => {
      expect(Math.abs(scores[u]![i]! - expected)).toBeLessThan(4 * 2 ** -24);
    });
  });
  expect([...model.knowsUser]).toEqual([1, 1, 0, 0]);
  expect([...model.knowsItem]).toEqual([1, 1, 1, 0]);
});

test("social: what friends' rows weigh, or how many friends have any; one's own rows count for nothing", async () => {
  const friends = [[1, 2], [0], [0, 3], [2], [], [3]];
  const entries = [
    [0, 0, 9],
    [1, 0, 2],
    [1, 1, 1],
    [2, 1, 3],
    [4, 2, 5],
  ] as const;
  const context = contextOf(core, { users: 6, items: 3, entries, friends });
  const rows = await train(context, options("social"));
  const counted = await train(context, options("social", { by: "friends" }));
  const all = (model: typeof rows) => [0, 1, 2, 3, 4, 5].map((u) => [...scoresOf(model, u, range(3))]);
  expect(all(rows)).toEqual([
    [2, 4, 0],
    [9, 0, 0],
    [9, 0, 0],
    [0, 3, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  expect(all(counted)[0]).toEqual([1, 2, 0]);
  // user 3 has no rows and a friend who has; user 4 has rows and no friends, user 5 a friend without rows
  expect([...rows.knowsUser]).toEqual([1, 1, 1, 1, 0, 0]);
  expect([...rows.knowsItem]).toEqual([1, 1, 1]);
  await expect(train(contextOf(core, { users: 5, items: 3, entries }), options("social"))).rejects.toThrow(/society/);
});

test("a model without factors says so where factors are asked for", async () => {
  const model = await train(contextOf(core, { users: 2, items: 2, entries: [[0, 0]] }), options("itemKnn"));
  expect(() => factorsOf(model)).toThrow("got a model whose scores are neighbours, expected factors");
});

test("the work of a training is counted by its formula, warm or cold", async () => {
  const entries = [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 1],
  ] as const;
  const attributes = [
    [1, 0],
    [0, 1],
    [1, 1],
    [1, 2],
  ];
  const context = contextOf(core, { users: 3, items: 4, entries, attributes, friends: [[1], [0], []] });
  const work = (kind: string, given: object = {}, previous?: Model) =>
    modelPart(options(kind).kind).work({ ...context, previous }, options(kind, given));
  const bpr = { factors: 2, epochs: 5, warmEpochs: 3 };
  expect(work("bpr", bpr)).toBe(5 * 8 * 4 * 2);
  expect(work("bpr", bpr, await train(context, options("bpr", bpr)))).toBe(3 * 8 * 4 * 2);
  // m = 3: 4 pairs of 18, and 5 rows of 27 / 6 + 9
  const explicit = { factors: 2, sweeps: 4, warmSweeps: 2 };
  expect(work("explicit", explicit)).toBe(4 * (72 + 5 * 13.5));
  expect(work("explicit", explicit, await train(context, options("explicit", explicit)))).toBe(2 * (72 + 5 * 13.5));
  expect(work("itemKnn")).toBe(9 + 1);
  // items of one, two and one users, and one of none
  expect(work("userKnn")).toBe(1 + 4 + 1);
  expect(work("content")).toBe(2 * (4 + 2 * 7));
  expect(work("social")).toBe(0);
});
