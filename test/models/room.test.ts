import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { purposes } from "../../src/core/purposes.ts";
import {
  drawUsers,
  factorsOf,
  type IalsOptions,
  type Model,
  type ModelOptions,
  modelPart,
  modelSchema,
  train,
} from "../../src/models/index.ts";
import { contextOf, key } from "./context.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const here = { users: 9, items: 11 };
const entries = Array.from({ length: 60 }, (_, e) => [e % 9, (e * 7) % 11, 1, e % 5] as const);
const attributes = Array.from({ length: 40 }, (_, i) => [1 + (i % 3), i % 5]);
const kinds: object[] = [
  { kind: "ials", factors: 3 },
  { kind: "bpr", factors: 3 },
  { kind: "bpr", factors: 3, negativeExponent: 0.5, itemBias: false },
  { kind: "explicit", factors: 3 },
  { kind: "itemKnn" },
  { kind: "userKnn", neighbours: 3 },
  { kind: "content" },
  { kind: "popularity" },
];

/** What a round trains on, with room for so many who are still to come. */
function contextWith(room: number, previous?: Model) {
  const size = { users: here.users + room, items: here.items + room };
  const given = { ...size, entries, attributes: attributes.slice(0, size.items), ...(previous ? { previous } : {}) };
  return { ...contextOf(core, given), here };
}

/** What the model holds of those who are here. */
function ofThoseHere(model: Model) {
  if (model.form === "factors") {
    const { dims, users, items } = model.factors;
    return [dims, users.slice(0, dims * here.users), items.slice(0, dims * here.items)];
  }
  if (model.form === "peers") {
    const { indptr, indices, values } = model.peers;
    const end = indptr[here.users]!;
    return [indptr.slice(0, here.users + 1), indices.slice(0, end), values.slice(0, end)];
  }
  if (model.form !== "neighbours") throw new Error(`got a model of ${model.form}`);
  const { count, items, similarities } = model.neighbours;
  return [count, items.slice(0, count * here.items), similarities.slice(0, count * here.items)];
}

test.each(kinds)("%o of those who are here does not depend on how many are to come", async (asked) => {
  const options: ModelOptions = modelSchema.parse(asked);
  const models: Model[] = [];
  for (const room of [0, 29]) {
    const first = await train(contextWith(room), options);
    models.push(first, await train(contextWith(room, first), options));
  }
  expect(ofThoseHere(models[2]!)).toEqual(ofThoseHere(models[0]!));
  expect(ofThoseHere(models[3]!)).toEqual(ofThoseHere(models[1]!));
});

test("nor do those who are folded into iALS, or drawn from its posterior", async () => {
  const options = modelSchema.parse({ kind: "ials", factors: 3 });
  const found: unknown[] = [];
  for (const room of [0, 29]) {
    const context = contextWith(room);
    const model = await train(context, options);
    const history = context.training.byUser;
    const folded = await modelPart("ials").foldIn!(core, model, history, options, here.items);
    const stream = { key, round: 2, purpose: purposes.posterior };
    const shape = options as IalsOptions;
    const people = Int32Array.of(0, 4, 8);
    const problem = { history, options: shape, items: here.items };
    found.push([ofThoseHere(folded), await drawUsers(core, factorsOf(model), problem, people, 1, 0.5, stream)]);
  }
  expect(found[1]).toEqual(found[0]);
});
