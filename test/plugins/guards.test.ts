import { describe, expect, it } from "vitest";
import { PluginError } from "../../src/index.ts";
import { draw, metric, model, regime, reranker, rounds, users } from "./support.ts";

type Any = Readonly<Record<string, unknown>>;
type Slates = { readonly k: number; readonly owner: Int32Array; readonly items: Int32Array };

const sound = {
  weigh: (_: unknown, { k, owner }: Slates) => new Float64Array(owner.length * (k + 1)).fill(1),
  choose: ({ most }: { most: number }, _: unknown, looks: { users: Int32Array }) =>
    new Int32Array(looks.users.length * most),
  examination: (_: unknown, { length }: Float64Array) => new Float64Array(length).fill(1),
};
const choice = (more: Any) => ({ part: "choice", name: "own", create: () => ({ ...sound, ...more }) });
const trained = (made: (size: { users: number; items: number }) => unknown) => ({
  part: "model",
  name: "own",
  train: ({ training }: { training: { users: number; items: number } }) => made(training),
});
const factors = (users: number, items: number, x = 1) => ({
  form: "factors",
  factors: { dims: 1, users: new Float32Array(users).fill(1), items: new Float32Array(items).fill(x) },
});
const lists = (users: number, indptr: number[], indices: number[], values: number[]) => ({
  form: "lists",
  lists: {
    indptr: Int32Array.from({ length: users + 1 }, (_, u) => indptr[u] ?? indptr.at(-1)!),
    indices: Int32Array.from(indices),
    values: Float32Array.from(values),
  },
});
const reordering = (write: (order: Int32Array) => void) => ({
  part: "reranker",
  name: "own",
  prepare: () => (_: unknown, order: Int32Array) => write(order),
});
const drawing = (chances: (n: number) => unknown, more: Any = {}) => ({
  part: "draw",
  name: "own",
  chances: ({ items }: { items: Int32Array }) => chances(items.length),
  ...more,
});
const log = (select: (part: { user: Int32Array }) => unknown) => ({
  part: "regime",
  name: "own",
  select: ({ parts }: { parts: { user: Int32Array }[] }) => parts.map(select),
});
const measured = (value: unknown) => ({ part: "metric", name: "own", compute: () => value });
const fail = () => {
  throw new Error("out of luck");
};

/** What is said begins with the part, the arm and the round. */
const cases: readonly [what: string, part: unknown, more: string, says: RegExp][] = [
  [
    "a choice model that cannot be made",
    { ...choice({}), create: fail },
    users,
    /^choice model "own" \(a plug-in\), arm baseline, round 0: create threw "out of luck"$/,
  ],
  [
    "weights that are too few",
    choice({ weigh: () => new Float64Array(2) }),
    users,
    /round 1: weigh gave 2 values, expected \d+$/,
  ],
  ["weights in a list", choice({ weigh: () => [1, 2] }), users, /weigh gave an Array, expected a Float64Array$/],
  [
    "a weight that is no number",
    choice({ weigh: (_: unknown, { k, owner }: Slates) => new Float64Array(owner.length * (k + 1)).fill(Number.NaN) }),
    users,
    /weigh gave NaN at place 0, expected a number or -Infinity$/,
  ],
  [
    "choices that are too few",
    choice({ choose: () => new Int32Array(1) }),
    users,
    /choose gave 1 values, expected \d+$/,
  ],
  [
    "a slot out of range",
    choice({ choose: (_: unknown, __: unknown, l: { users: Int32Array }) => new Int32Array(l.users.length).fill(10) }),
    users,
    /choose gave 10 at place 0, expected a slot from 0 to 9, or -1$/,
  ],
  ["a choice that fails", choice({ choose: async () => fail() }), users, /round 1: choose threw "out of luck"$/],
  [
    "one slot twice",
    choice({}),
    users.replace("{ choice", "{ choices: 2, choice"),
    /choose gave slot 0 twice, expected each slot once$/,
  ],
  [
    "a chance above 1",
    choice({ examination: (_: unknown, { length }: Float64Array) => new Float64Array(length).fill(1.5) }),
    users.replace("{ model", "{ train: { position: { exponent: 1 } }, model"),
    /examination gave 1.5 at place 0, expected a chance from 0 to 1$/,
  ],
  [
    "no model",
    trained(() => undefined),
    model,
    /^model "own" \(a plug-in\), arm baseline, round 0: train gave nothing, expected a model whose form/,
  ],
  ["a model that cannot be trained", trained(fail), model, /round 0: train threw "out of luck"$/],
  [
    "factors that are too few",
    trained(({ users, items }) => factors(users, items - 1)),
    model,
    /train: factors.items gave 11 values, expected 12$/,
  ],
  [
    "factors that are no numbers",
    trained(({ users, items }) => factors(users, items, Number.NaN)),
    model,
    /factors.items gave NaN at place 0, expected a finite number$/,
  ],
  [
    "a flag that is neither",
    trained(({ users, items }) => ({ ...factors(users, items), knowsItem: new Uint8Array(items).fill(2) })),
    model,
    /knowsItem gave 2 at place 0, expected 0 or 1$/,
  ],
  [
    "lists out of order",
    trained(({ users }) => lists(users, [0, 2], [3, 1], [1, 1])),
    model,
    /lists.indices gave item 1 behind 3, expected ascending$/,
  ],
  [
    "a list's item out of range",
    trained(({ users }) => lists(users, [0, 1], [12], [1])),
    model,
    /lists.indices gave 12 at place 0, expected an item from 0 to 11$/,
  ],
  [
    "a list's score of 0",
    trained(({ users }) => lists(users, [0, 1], [3], [0])),
    model,
    /lists.values gave 0 at place 0, expected a score above 0$/,
  ],
  [
    "no permutation",
    reordering((order) => order.fill(0)),
    reranker,
    /^re-ranker "own" \(a plug-in\), arm baseline, round \d: the re-ranker gave place 0 at 1 for user \d+, expected every place 0 to \d+ once$/,
  ],
  ["an order that is not written", reordering(() => {}), reranker, /the re-ranker gave place -1 at 0/],
  ["a re-ranker that fails", reordering(fail), reranker, /the re-ranker threw "out of luck"$/],
  [
    "no re-ranker",
    { part: "reranker", name: "own", prepare: () => 3 },
    reranker,
    /prepare gave number, expected a function/,
  ],
  [
    "chances that are too few",
    drawing(() => new Float64Array(1)),
    draw,
    /^draw policy "own" \(a plug-in\), arm baseline, round \d: chances gave 1 values, expected 12$/,
  ],
  [
    "a chance below 0",
    drawing((n) => new Float64Array(n).fill(-1)),
    draw,
    /chances gave -1 at place 0, expected a chance from 0 to 1$/,
  ],
  [
    "a chance above 1",
    drawing((n) => new Float64Array(n).fill(2)),
    draw,
    /chances gave 2 at place 0, expected a chance from 0 to 1$/,
  ],
  [
    "chances that do not sum to 1",
    drawing((n) => new Float64Array(n)),
    draw,
    /chances gave chances that sum to 0, expected 1$/,
  ],
  [
    "a pool smaller than a slate",
    drawing((n) => new Float64Array(n).fill(1 / n), { pool: () => 2 }),
    draw,
    /pool gave 2, expected a whole number of at least 3/,
  ],
  [
    "part of another log",
    log(({ user }) => ({ part: { user } })),
    regime,
    /^data regime "own" \(a plug-in\), arm baseline, round 0: select gave a part that is not one of the 1 of the pool$/,
  ],
  [
    "a row out of range",
    log((part) => ({ part, rows: Int32Array.of(part.user.length) })),
    regime,
    /select gave \d+ at place 0, expected a row from 0 to \d+$/,
  ],
  [
    "rows out of order",
    log((part) => ({ part, rows: Int32Array.of(1, 0) })),
    regime,
    /select gave rows out of order, expected ascending row numbers$/,
  ],
  [
    "a value below 0",
    log((part) => ({ part, rows: Int32Array.of(0), values: Float64Array.of(-1) })),
    regime,
    /select gave -1 at place 0, expected a finite value of at least 0$/,
  ],
  [
    "a round to come",
    { part: "regime", name: "own", oldest: () => 99 },
    regime,
    /oldest gave 99, expected a round from 0 to 1$/,
  ],
  [
    "a metric that is no number",
    measured(Number.NaN),
    `${metric}`,
    /^metric "own" \(a plug-in\), arm baseline, round 0: compute gave NaN, expected a finite number, or undefined$/,
  ],
  ["a metric in words", measured("high"), metric, /compute gave high, expected a finite number/],
  ["a metric that fails", { ...measured(0), compute: fail }, metric, /compute threw "out of luck"$/],
];

describe("what a plug-in gives is not believed", () => {
  it.each(cases)("%s", async (_, part, more, says) => {
    const isMetric = (part as Any).part === "metric";
    const run = rounds([part], more, isMetric ? ["metrics=[coverage, own]"] : []);
    await expect(run).rejects.toThrow(says);
    await expect(run).rejects.toBeInstanceOf(PluginError);
    await run.catch((error: Error) => expect(error.message).not.toMatch(/[\n]/));
  });
});

describe("a plug-in that keeps its promise", () => {
  it("that draws as greedy ranking does gives its bytes, and one that re-ranks nothing none others", async () => {
    const first = drawing((n) => Float64Array.from({ length: n }, (_, at) => (at === 0 ? 1 : 0)));
    const greedy = await rounds([], metric);
    expect(await rounds([first], draw)).toEqual(greedy);
    const same = reordering((order) => order.set(order.map((_, n) => n)));
    expect(await rounds([same], reranker)).toEqual(greedy);
  });

  it("that selects all, or the last round, gives the bytes of accumulate, or of replace", async () => {
    const all = { part: "regime", name: "own" };
    expect(await rounds([all], regime)).toEqual(await rounds([], `${metric}data: { regime: accumulate }\n`));
    const last = {
      part: "regime",
      name: "own",
      oldest: ({ round, trained }: { round: number; trained: number }) => (round <= 1 ? 0 : Math.max(1, trained)),
    };
    const own = await rounds([last], `${metric}data: { regime: { kind: plugin, name: own }, seed: drop }\n`);
    expect(own).toEqual(await rounds([], `${metric}data: { regime: replace }\n`));
  });
});
