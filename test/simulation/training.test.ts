import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { factorsOf } from "../../src/models/index.ts";
import { callsOf, heldNegatives } from "../../src/simulation/index.ts";
import { type Given, ials, optionsOf, rowsText, run, smallWorld } from "./support.ts";

const core = await loadCore();
const world = await smallWorld(core);

const given = (train: object, more: Given = {}): Given => ({
  rounds: 4,
  ...more,
  recommender: { model: ials, slate: 4, explore: 0.2, train, ...more.recommender },
});

/** Rows and models of all rounds as text. */
async function story(train: object, more?: Given): Promise<string[]> {
  const rounds = await run(optionsOf(core, world, given(train, more)));
  return rounds.map((round) => `${rowsText(round)} ${factorsOf(round.state.trained!.models[0]!)!.items.join(" ")}`);
}

const neutral = {
  propensity: { by: "none", clip: 3, normalise: false },
  position: { exponent: 0 },
  popularity: { exponent: 0 },
  decay: { halfLife: "none" },
  negatives: { weight: 0 },
};

const weighed: [string, object][] = [
  ["propensity", { propensity: { by: "propensity" } }],
  ["position", { position: { exponent: 1 } }],
  ["popularity", { popularity: { exponent: 0.5 } }],
  ["decay", { decay: { halfLife: 1 } }],
  ["negatives", { negatives: { weight: 0.5 } }],
];

test("neutral weights are the same bytes as none, and leave nothing in the state", async () => {
  expect(await story(neutral)).toEqual(await story({}));
  for (const { state } of await run(optionsOf(core, world, given(neutral)))) expect("negatives" in state).toBe(false);
});

test.each(weighed)(
  "%s changes what is learnt once there are recommended rows, and nothing before",
  async (name, train) => {
    const [plain, changed] = [await story({}), await story(train)];
    const first = name === "popularity" ? 0 : 2;
    expect(changed.slice(0, first)).toEqual(plain.slice(0, first));
    expect(changed[first]).not.toBe(plain[first]);
  },
);

const everything = Object.assign({}, ...weighed.map(([, train]) => train));

test.each<[string, object, object]>([
  ["accumulate", {}, {}],
  ["window", { regime: "window", window: 2 }, {}],
  ["subsample", { regime: "subsample", subsample: 120 }, {}],
  ["training every second round", {}, { every: 2 }],
])("under %s a simulation resumed in any round goes on with the same bits under all weights", async (_, data, more) => {
  const options = optionsOf(core, world, given(everything, { data, recommender: more }));
  const whole = await run(options);
  for (const [n, { state }] of whole.slice(0, -1).entries()) {
    const resumed = await run(options, structuredClone(state));
    expect(resumed.map((round) => round.state)).toEqual(whole.slice(n + 1).map((round) => round.state));
  }
});

test("negatives are what the round's slates held beyond its choices, kept as long as the round's rows", async () => {
  const train = { negatives: { weight: 1 } };
  const users = { attention: { kind: "none" }, organic: 0.2 };
  const data = { regime: "window", window: 2 };
  const rounds = await run(optionsOf(core, world, given(train, { users, data, log: "all", rounds: 5 })));
  for (const { round, state, interactions } of rounds.slice(1)) {
    const { impressions, chosen } = interactions;
    const shown = impressions.reduce((sum, { users: seen, rows, items, k }) => {
      for (let n = 0; n < seen.length; n++) {
        for (let slot = 0; slot < k; slot++) if (items[rows[n]! * k + slot]! >= 0) sum++;
      }
      return sum;
    }, 0);
    const taken = chosen.position.reduce((sum, position) => sum + (position >= 0 ? 1 : 0), 0);
    const last = state.negatives!.at(-1)!;
    expect(last.round).toBe(round);
    expect(last.weight.reduce((a, b) => a + b, 0)).toBe(shown - taken); // attention is 1 everywhere: whole numbers
    expect(state.negatives!.map((part) => part.round)).toEqual([...new Set([round - 1, round])].filter((r) => r > 0));
  }
});

test("memory counts negatives: a slate a round and user where slates last, one an occasion where they do not", () => {
  const sizes = { users: 100, items: 1000, dims: 3, groups: 1, history: 500, rows: 700, perChoice: 2 };
  const of = (more: object, data = {}) =>
    optionsOf(core, world, { recommender: { slate: 10, train: { negatives: { weight: 1 } }, ...more }, data })
      .treatment;
  expect(heldNegatives(of({ train: {} }), 5, sizes)).toBe(0);
  expect(heldNegatives(of({}), 5, sizes)).toBe(4 * 100 * 10);
  expect(heldNegatives(of({}, { regime: "replace" }), 5, sizes)).toBe(100 * 10);
  expect(heldNegatives(of({ explore: 0.1 }), 5, sizes)).toBe(4 * 1400 * 10);
  const entries = (treatment: ReturnType<typeof of>) =>
    callsOf(sizes, 5, treatment).find(({ purpose }) => purpose === "training")!.bytes;
  expect(entries(of({}))).toBeGreaterThan(entries(of({ train: {} })));
});
