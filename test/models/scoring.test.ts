import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type Core, type Csr, type Eligibility, loadCore, type ValuedCsr } from "../../src/core/index.ts";
import { type Model, scoresOf, topAmong, topOf } from "../../src/models/index.ts";
import { generator } from "../simulation/statistics.ts";
import { csrOf, key } from "./context.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

type Random = () => number;
const rowsOf = (random: Random, rows: number, columns: number, fill: number) =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, (_, c) => c).filter(() => random() < fill));

/** Values of few sizes, so that many scores tie. */
function valuedRows(random: Random, rows: number, columns: number, fill: number): ValuedCsr {
  const csr = csrOf(rowsOf(random, rows, columns, fill));
  return { ...csr, values: Float32Array.from(csr.indices, () => 1 + Math.floor(2 * random())) };
}

function modelOf(form: Model["form"], random: Random, users: number, items: number, fill: number): Model {
  const known = { knowsUser: new Uint8Array(users).fill(1), knowsItem: new Uint8Array(items).fill(1) };
  const whole = (n: number) => Float32Array.from({ length: n }, () => Math.floor(3 * random()));
  if (form === "factors") {
    return { form, ...known, factors: { dims: 2, users: whole(2 * users), items: whole(2 * items) } };
  }
  const histories = valuedRows(random, users, items, fill);
  if (form === "neighbours") {
    const lists = rowsOf(random, items, items, 0.3).map((row, i) => row.filter((j) => j !== i).slice(0, 3));
    const padded = lists.flatMap((row) => [...row, ...new Array<number>(3 - row.length).fill(-1)]);
    const similarities = Float32Array.from(padded, (j) => (j < 0 ? 0 : (1 + Math.floor(2 * random())) / 2));
    return { form, ...known, histories, neighbours: { count: 3, items: Int32Array.from(padded), similarities } };
  }
  if (form === "peers") {
    const like = csrOf(rowsOf(random, users, users, 0.4));
    const votes = Float32Array.from(like.indices, () => (1 + Math.floor(2 * random())) / 2);
    return { form, ...known, rows: histories, peers: { ...like, values: votes } };
  }
  if (form === "lists") return { form, ...known, lists: histories };
  return { form, ...known, rows: histories, friends: csrOf(rowsOf(random, users, users, 0.4)) };
}

const valueAt = ({ indptr, indices, values }: ValuedCsr, row: number, column: number) => {
  const at = indices.subarray(indptr[row]!, indptr[row + 1]!).indexOf(column);
  return at < 0 ? 0 : values[indptr[row]! + at]!;
};

/** The score by its definition, over all that could be summed. */
function naiveScore(model: Model, user: number, item: number): number {
  const [users, items] = [model.knowsUser.length, model.knowsItem.length];
  if (model.form === "factors") {
    const { users: X, items: Y } = model.factors;
    return X[2 * user]! * Y[2 * item]! + X[2 * user + 1]! * Y[2 * item + 1]!;
  }
  if (model.form === "lists") return valueAt(model.lists, user, item);
  let sum = 0;
  if (model.form === "friends") {
    const { indptr, indices } = model.friends;
    for (let f = 0; f < users; f++) {
      if (indices.subarray(indptr[user]!, indptr[user + 1]!).includes(f)) sum += valueAt(model.rows, f, item);
    }
    return sum;
  }
  if (model.form === "peers") {
    for (let v = 0; v < users; v++) sum += valueAt(model.peers, user, v) * valueAt(model.rows, v, item);
    return sum;
  }
  const { count, items: listed, similarities } = model.neighbours;
  for (let j = 0; j < items; j++) {
    for (let n = 0; n < count; n++) {
      if (listed[j * count + n] === item) sum += valueAt(model.histories, user, j) * similarities[j * count + n]!;
    }
  }
  return sum;
}

const ties = () => ({ key, round: 3, purpose: 14 });

/** Everything eligible in order, by sorting. */
function naiveTop(
  model: Model,
  user: number,
  from: readonly number[],
  k: number,
  { available, excluded }: Eligibility,
) {
  const barred = excluded ? [...excluded.indices.subarray(excluded.indptr[user]!, excluded.indptr[user + 1]!)] : [];
  const ranked = from
    .filter((item) => (available ? available[item] === 1 : true) && !barred.includes(item))
    .map((item) => ({ item, score: naiveScore(model, user, item), tie: core.uniform(ties(), 0, user, item) }))
    .sort((a, b) => b.score - a.score || b.tie - a.tie)
    .slice(0, k);
  const padding = new Array<number>(k - ranked.length);
  return {
    items: [...ranked.map(({ item }) => item), ...padding.fill(-1)],
    scores: [...ranked.map(({ score }) => score), ...padding.fill(0)],
  };
}

const cases = fc.record({
  seed: fc.nat({ max: 1e6 }),
  users: fc.integer({ min: 1, max: 9 }),
  items: fc.integer({ min: 2, max: 20 }),
  k: fc.integer({ min: 1, max: 12 }),
  fill: fc.constantFrom(0, 0.2, 0.6),
  masked: fc.boolean(),
});

test.each(["factors", "neighbours", "peers", "friends", "lists"] as const)(
  "%s are ranked as by sorting all scores, from the catalogue and among candidates",
  async (form) => {
    const met = { ties: 0, zeros: 0, short: 0 };
    const law = fc.asyncProperty(cases, async ({ seed, users, items, k, fill, masked }) => {
      const random = generator(seed + 1);
      const model = modelOf(form, random, users, items, fill);
      const excluded: Csr = csrOf(rowsOf(random, users, items, 0.2));
      const available = Uint8Array.from({ length: items }, () => (random() < 0.8 ? 1 : 0));
      const eligibility: Eligibility = masked ? { available, excluded } : {};
      // a user may come twice, with other candidates
      const asked = Int32Array.from({ length: users + 2 }, (_, n) => (3 * n + seed) % users);
      const candidates = rowsOf(random, asked.length, items, 0.6);
      const everything = Array.from({ length: items }, (_, i) => i);
      const all = await topOf(core, model, asked, k, eligibility, ties());
      const among = await topAmong(core, model, asked, csrOf(candidates), k, eligibility, ties());
      asked.forEach((user, n) => {
        const part = (values: Int32Array | Float32Array) => [...values.subarray(n * k, (n + 1) * k)];
        // sums of few halves: exact in float32
        const retrieved = everything.filter((item) => form === "factors" || naiveScore(model, user, item) > 0);
        const best = naiveTop(model, user, retrieved, k, eligibility);
        expect({ items: part(all.items), scores: part(all.scores) }).toEqual(best);
        const chosen = naiveTop(model, user, candidates[n]!, k, eligibility);
        expect({ items: part(among.items), scores: part(among.scores) }).toEqual(chosen);
        const given = Int32Array.from(everything);
        expect([...scoresOf(model, user, given)]).toEqual(everything.map((i) => naiveScore(model, user, i)));
        if (chosen.scores.some((score, at) => at > 0 && score > 0 && score === chosen.scores[at - 1])) met.ties++;
        if (chosen.items.some((item, at) => item >= 0 && chosen.scores[at] === 0)) met.zeros++;
        if (best.items.includes(-1)) met.short++;
      });
    });
    await fc.assert(law, { seed: 12, numRuns: 60 });
    expect(Math.min(met.ties, met.zeros, met.short)).toBeGreaterThan(10);
  },
);

test("among all items a model ranks them as from the catalogue", async () => {
  const random = generator(8);
  const [users, items, k] = [6, 40, 10];
  for (const form of ["factors", "neighbours", "friends", "lists"] as const) {
    const model = modelOf(form, random, users, items, 0.5);
    const asked = Int32Array.from({ length: users }, (_, u) => u);
    const everything = csrOf(Array.from({ length: users }, () => Array.from({ length: items }, (_, i) => i)));
    const all = await topOf(core, model, asked, k, {}, ties());
    const among = await topAmong(core, model, asked, everything, k, {}, ties());
    all.items.forEach((item, at) => {
      if (item >= 0) expect([among.items[at], among.scores[at]]).toEqual([item, all.scores[at]]);
    });
    expect(all.items.filter((item) => item >= 0).length).toBeGreaterThan(users);
  }
});
