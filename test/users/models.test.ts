import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type Core, type Logit, loadCore } from "../../src/core/index.ts";
import { choiceModel, examination, logAttention, type Setting, usersSchema } from "../../src/users/index.ts";
import { zOfCounts, zOfShare } from "../simulation/statistics.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const DRAWS = 20_000;

interface Given {
  /** of items 0, 1, ... */
  readonly utilities: readonly number[];
  readonly items?: readonly number[];
  readonly users: object;
  readonly draws?: number;
  readonly round?: number;
}

const logitOf = (utilities: readonly number[], outside: boolean): Logit => ({
  factors: { dims: 1, users: Float32Array.of(0), items: new Float32Array(utilities.length) },
  scale: 1,
  intercepts: Float32Array.from(utilities),
  outside,
});

/** The slots chosen on many occasions on which one user sees one slate. (draws, most) */
async function choose({ utilities, users, draws = DRAWS, round = 1, ...given }: Given): Promise<number[][]> {
  const options = usersSchema.parse({ attention: { kind: "none" }, ...users });
  const items = Int32Array.from(given.items ?? utilities.keys());
  const k = items.length;
  const setting: Setting = {
    core,
    key: { seed: 3, replicate: 1 },
    round,
    logit: logitOf(utilities, options.outside),
    logAttention: logAttention(core, options.attention, k),
    most: options.choices,
  };
  const model = choiceModel(options.choice);
  const slates = { k, owner: Int32Array.of(0), items };
  const weights = model.weigh(setting, slates);
  expect(weights.length).toBe(k + 1);
  const nobody = new Int32Array(draws);
  const looks = { users: nobody, draws: nobody.map((_, n) => n), rows: nobody };
  const chosen = await model.choose(setting, { ...slates, weights }, looks);
  expect(chosen.length).toBe(draws * options.choices);
  return Array.from({ length: draws }, (_, n) => {
    const slots = [...chosen.subarray(n * options.choices, (n + 1) * options.choices)];
    const some = slots.filter((slot) => slot >= 0);
    expect(slots.slice(0, some.length)).toEqual(some);
    return some;
  });
}

/** How often each slot, or nothing, is the first one chosen. (k + 1) */
function firsts(choices: readonly number[][], k: number): number[] {
  const counts = new Array<number>(k + 1).fill(0);
  for (const [slot = k] of choices) counts[slot]!++;
  return counts;
}

const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

/** c^(r - 1) p_r Π (1 - p_s), and what is left. */
function cascade(chances: readonly number[], c: number): number[] {
  let reached = 1;
  const q = chances.map((p) => {
    const taken = reached * p;
    reached *= (1 - p) * c;
    return taken;
  });
  return [...q, 1 - q.reduce((a, b) => a + b, 0)];
}

const v = [0.4, -0.8, 1.1, 0];

test.each([0.85, 0.3, 1, 0])(
  "cascade, continuation %f: first choices follow c^(r-1) p Π(1-p), 20,000 draws",
  async (c) => {
    const users = { choice: { kind: "cascade", continuation: c } };
    const expected = cascade(v.map(sigmoid), c);
    expect(Math.abs(zOfCounts(firsts(await choose({ utilities: v, users }), 4), expected))).toBeLessThan(4);
    // no outside option: begins again until something is taken
    const forced = firsts(await choose({ utilities: v, users: { ...users, outside: false } }), 4);
    const taken = 1 - expected[4]!;
    expect(Math.abs(zOfCounts(forced, [...expected.slice(0, 4).map((q) => q / taken), 0]))).toBeLessThan(4);
  },
);

test("cascade: equal items are clicked as continuation and passing have it, and an empty slot is passed", async () => {
  const users = { choice: { kind: "cascade" } };
  const equal = firsts(await choose({ utilities: [0, 0, 0, 0, 0], users }), 5);
  // p = 1/2 and c = .85: each slot has .425 of the clicks of the one above
  expect(Math.abs(zOfCounts(equal, cascade([0.5, 0.5, 0.5, 0.5, 0.5], 0.85)))).toBeLessThan(4);
  const holed = firsts(await choose({ utilities: v, items: [0, -1, 2], users }), 3);
  expect(Math.abs(zOfCounts(holed, cascade([sigmoid(0.4), 0, sigmoid(1.1)], 0.85)))).toBeLessThan(4);
  const without = { utilities: v, items: [-1, -1], users: { ...users, outside: false }, draws: 50 };
  expect((await choose(without)).every((slots) => slots.length === 0)).toBe(true);
});

test("cascade: utilities out of any range still give a choice where one must be made", async () => {
  const users = { choice: { kind: "cascade" }, outside: false };
  const lowest = firsts(await choose({ utilities: [-5000, -5000], users }), 2);
  expect(Math.abs(zOfCounts(lowest, [1 / 1.85, 0.85 / 1.85, 0]))).toBeLessThan(4);
  expect(firsts(await choose({ utilities: [5000, 0], users, draws: 100 }), 2)).toEqual([100, 0, 0]);
});

test.each([true, false])(
  "cascade, several choices, outside option %s: the walk goes on after a choice",
  async (outside) => {
    const users = { choice: { kind: "cascade", continuation: 0.6 }, choices: 2, outside };
    const p = v.slice(0, 3).map(sigmoid);
    const [a, b, c] = p as [number, number, number];
    const go = 0.6;
    const pairs = {
      "0": a * (1 - go + go * (1 - b) * (1 - go + go * (1 - c))),
      "0,1": a * go * b,
      "0,2": a * go * (1 - b) * go * c,
      "1": (1 - a) * go * b * (1 - go + go * (1 - c)),
      "1,2": (1 - a) * go * b * go * c,
      "2": (1 - a) * go * (1 - b) * go * c,
    };
    const some = Object.values(pairs).reduce((x, y) => x + y, 0);
    const counts = new Map<string, number>();
    for (const slots of await choose({ utilities: v, items: [0, 1, 2], users })) {
      counts.set(slots.join(), (counts.get(slots.join()) ?? 0) + 1);
    }
    const names = [...Object.keys(pairs), ""];
    const expected = [...Object.values(pairs).map((q) => (outside ? q : q / some)), outside ? 1 - some : 0];
    expect([...counts.keys()].filter((name) => !names.includes(name))).toEqual([]);
    expect(
      Math.abs(
        zOfCounts(
          names.map((name) => counts.get(name) ?? 0),
          expected,
        ),
      ),
    ).toBeLessThan(4);
  },
);

test("cascade: an item is taken or passed whatever stands around it, wherever it is looked at", async () => {
  const users = { choice: { kind: "cascade", continuation: 1 }, choices: 4 };
  const taken = async (items: number[]) =>
    (await choose({ utilities: v, items, users, draws: 2000 })).map((slots) =>
      slots.map((slot) => items[slot]!).sort(),
    );
  const all = await taken([0, 1, 2, 3]);
  expect(await taken([3, 1, 0, 2])).toEqual(all);
  expect(await taken([2, 0])).toEqual(all.map((items) => items.filter((i) => i === 0 || i === 2)));
});

test.each([true, false])(
  "logit, several choices, outside option %s: Plackett-Luce, nothing ending it, 20,000 draws",
  async (outside) => {
    const attention = { kind: "power", exponent: 0.8 };
    const users = { attention, outside, choices: 2 };
    const w = [...v.slice(0, 3).map((x, r) => Math.exp(x) * (r + 1) ** -0.8), outside ? 1 : 0];
    const total = w.reduce((x, y) => x + y, 0);
    const names: string[] = [];
    const expected: number[] = [];
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 4; j++) {
        if (j === i) continue;
        names.push(j === 3 ? `${i}` : `${i},${j}`);
        expected.push(((w[i]! / total) * w[j]!) / (total - w[i]!));
      }
    }
    names.push("");
    expected.push(w[3]! / total);
    const chosen = await choose({ utilities: v, items: [0, 1, 2], users });
    const counts = new Map<string, number>();
    for (const slots of chosen) counts.set(slots.join(), (counts.get(slots.join()) ?? 0) + 1);
    expect([...counts.keys()].filter((name) => !names.includes(name))).toEqual([]);
    expect(
      Math.abs(
        zOfCounts(
          names.map((name) => counts.get(name) ?? 0),
          expected,
        ),
      ),
    ).toBeLessThan(4);
    // the first of several is the one that is made alone
    const alone = await choose({ utilities: v, items: [0, 1, 2], users: { ...users, choices: 1 } });
    expect(chosen.map((slots) => slots.slice(0, 1))).toEqual(alone);
    // more choices go on from fewer
    const more = await choose({ utilities: v, items: [0, 1, 2], users: { ...users, choices: 3 } });
    expect(more.map((slots) => slots.slice(0, 2))).toEqual(chosen);
  },
);

test("logit, several choices: an item comes in its turn however low its utility", async () => {
  const users = { outside: false, choices: 3 };
  const chosen = await choose({ utilities: [-3000, 0, -1000], users, draws: 50 });
  expect(chosen.every((slots) => slots.join() === "1,2,0")).toBe(true);
});

test("logit, several choices: another item in the slate turns some choices to it and reorders no others", async () => {
  const users = { outside: false, choices: 4 };
  const order = async (items: number[]) =>
    (await choose({ utilities: v, items, users, draws: 2000 })).map((slots) => slots.map((slot) => items[slot]!));
  const all = await order([0, 1, 2, 3]);
  expect((await order([2, 0, 3])).map((items) => items.join())).toEqual(
    all.map((items) => items.filter((i) => i !== 1).join()),
  );
});

test("rank: the item at rank r is accepted with e^(-rate r) whatever it is, 20,000 draws", async () => {
  const users = { choice: { kind: "rank" }, choices: 5 };
  const chosen = await choose({ utilities: [9, -9, 0, 3, -3], users });
  for (let slot = 0; slot < 5; slot++) {
    const hits = chosen.filter((slots) => slots.includes(slot)).length;
    expect(Math.abs(zOfShare(hits, DRAWS, Math.exp(-0.1 * (slot + 1))))).toBeLessThan(4);
  }
  // independently: both of two with the product
  const both = chosen.filter((slots) => slots.includes(1) && slots.includes(4)).length;
  expect(Math.abs(zOfShare(both, DRAWS, Math.exp(-0.7)))).toBeLessThan(4);
  // one choice: the first accepted from the top
  const steep = { choice: { kind: "rank", rate: 0.5 } };
  const chances = [1, 2, 3].map((r) => Math.exp(-0.5 * r));
  const one = firsts(await choose({ utilities: [0, 1, 2], users: steep }), 3);
  expect(Math.abs(zOfCounts(one, cascade(chances, 1)))).toBeLessThan(4);
  // without an outside option: one in proportion
  const forced = firsts(await choose({ utilities: [0, 1, 2], users: { ...steep, outside: false } }), 3);
  const total = chances.reduce((a, b) => a + b, 0);
  expect(Math.abs(zOfCounts(forced, [...chances.map((p) => p / total), 0]))).toBeLessThan(4);
});

test("rank: a gap keeps its rank, and is never accepted", async () => {
  for (const outside of [true, false]) {
    const users = { choice: { kind: "rank", rate: 0.5 }, outside };
    const counts = firsts(await choose({ utilities: [0, 0], items: [-1, 0, 1], users }), 3);
    const chances = [0, Math.exp(-1), Math.exp(-1.5)];
    const total = chances[1]! + chances[2]!;
    const expected = outside ? cascade(chances, 1) : [...chances.map((p) => p / total), 0];
    expect(Math.abs(zOfCounts(counts, expected))).toBeLessThan(4);
  }
});

test("best: attention times utility as Chaney et al. have it, or times exp(utility); nothing below the outside option", async () => {
  const attention = { kind: "power", exponent: 0.8 };
  const best = async (utilities: number[], given: object, multiplies = "utility") => {
    const users = { attention, choice: { kind: "best", multiplies }, ...given };
    const [first, ...others] = await choose({ utilities, users, draws: 20 });
    for (const other of others) expect(other).toEqual(first);
    return first;
  };
  // .5, .574349 · .9 = .5169, .415244 · 1 = .4152
  expect(await best([0.5, 0.9, 1], { outside: false })).toEqual([1]);
  expect(await best([0.5, 0.9, 1], { outside: false, choices: 3 })).toEqual([1, 0, 2]);
  // ln of weights: .5, .9 - .5545 = .3455, 1 - .8789 = .1211
  expect(await best([0.5, 0.9, 1], { choices: 5 }, "weight")).toEqual([0, 1, 2]);
  expect(await best([-1, 0.2, 0.9], { choices: 3 }, "weight")).toEqual([2]);
  expect(await best([-1, -0.2, 0.9], { choices: 3 })).toEqual([2]);
  expect(await best([-1, -0.2], {})).toEqual([]);
  expect(await best([-1, -0.2], { outside: false })).toEqual([1]);
});

test("best: equal items are chosen alike often, by a draw that is the item's", async () => {
  const users = { choice: { kind: "best" } };
  const ab = await choose({ utilities: [1, 1, 1, 0], items: [0, 1, 3], users });
  expect(Math.abs(zOfCounts(firsts(ab, 3), [0.5, 0.5, 0, 0]))).toBeLessThan(4);
  const ba = await choose({ utilities: [1, 1, 1, 0], items: [3, 1, 0], users });
  expect(ba.map(([slot]) => 2 - slot!)).toEqual(ab.map(([slot]) => slot!));
});

test("always takes the first slots that hold an item", async () => {
  const users = { choice: { kind: "always" }, outside: false };
  expect(await choose({ utilities: v, items: [-1, 3, 1, 0], users, draws: 3 })).toEqual([[1], [1], [1]]);
  const [two] = await choose({ utilities: v, items: [2, -1, 1, 0], users: { ...users, choices: 2 }, draws: 1 });
  expect(two).toEqual([0, 2]);
});

test("every model chooses slots that hold an item, each once, at most as many as allowed, and again the same", async () => {
  const kinds = ["logit", "cascade", "best", "rank", "always"] as const;
  const slate = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 0, maxLength: 4 });
  const law = fc.asyncProperty(
    fc.constantFrom(...kinds),
    slate,
    fc.nat(2),
    fc.boolean(),
    fc.integer({ min: 1, max: 5 }),
    async (kind, shown, gap, outside, choices) => {
      const items = [...shown.slice(0, gap), -1, ...shown.slice(gap)];
      const given = { utilities: [0, 3, -2, 1, 1, 0], items, users: { choice: { kind }, outside, choices }, draws: 20 };
      const chosen = await choose(given);
      for (const slots of chosen) {
        expect(slots.length).toBeLessThanOrEqual(Math.min(choices, shown.length));
        expect(new Set(slots).size).toBe(slots.length);
        expect(slots.every((slot) => items[slot]! >= 0)).toBe(true);
        if (!outside && shown.length > 0) expect(slots.length).toBeGreaterThan(0);
      }
      expect(await choose(given)).toEqual(chosen);
    },
  );
  await fc.assert(law, { seed: 11, numRuns: 60 });
});

test("examination: attention, continuation^(r-1), e^(-rate r), or certainty", () => {
  const of = (users: object) => [...examination(core, usersSchema.parse(users), 3)];
  const close = (actual: number[], expected: number[]) =>
    // a few float64 roundings of values up to 1
    expected.forEach((x, n) => {
      expect(Math.abs(actual[n]! - x)).toBeLessThanOrEqual(8 * 2 ** -53);
    });
  close(of({}), [1, 1 / Math.log2(3), 0.5]);
  close(of({ choice: { kind: "best" }, attention: { kind: "none" } }), [1, 1, 1]);
  close(of({ choice: { kind: "cascade" } }), [1, 0.85, 0.85 ** 2]);
  close(of({ choice: { kind: "rank" } }), [Math.exp(-0.1), Math.exp(-0.2), Math.exp(-0.3)]);
  close(of({ choice: { kind: "always" }, outside: false }), [1, 1, 1]);
});
