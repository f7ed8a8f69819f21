import { beforeAll, describe, expect, test } from "vitest";
import { type Core, loadCore, simulate, simulationOf } from "../../src/index.ts";
import { parseScenario, resolvedYaml, type Scenario } from "../../src/scenario/index.ts";
import { rowsText } from "../simulation/support.ts";
import { idOf, keysIn, nested, optionRows, overlaid } from "./keys.ts";
import type { Row } from "./tables.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore({ threads: 1 });
});

/** A small world with friends and two groups, in which the round's rows come from all channels but synthetic ones. */
const base = {
  version: 1,
  name: "neutral",
  rounds: 3,
  replicates: 1,
  control: false,
  world: {
    kind: "drawn",
    users: 40,
    items: 30,
    topics: 3,
    groups: [{ name: "most" }, { name: "few", weight: 0.5, taste: 1 }],
    activity: { mean: 4, sigma: 0.5 },
    history: 3,
    society: { kind: "smallWorld", degree: 4 },
  },
  users: { organic: 0.1 },
  recommender: { model: { kind: "ials", factors: 3, sweeps: 4 }, slate: 5 },
  data: { authentic: { share: 0.1 } },
};

const parsed = (given: unknown): Scenario => parseScenario(JSON.stringify(given), { file: "neutral.yaml" });

/** What all rounds were: metrics in full and every row. Equal texts are the same bytes. */
async function bytesOf(scenario: Scenario): Promise<string> {
  const rounds: string[] = [];
  for await (const round of simulate(await simulationOf(scenario, { arm: "baseline", core }))) {
    rounds.push(JSON.stringify(round.metrics), rowsText(round));
  }
  return rounds.join("\n");
}

const known = new Map<string, Promise<string>>();
function bytes(given: unknown): Promise<string> {
  const text = JSON.stringify(given);
  const found = known.get(text) ?? bytesOf(parsed(given));
  known.set(text, found);
  return found;
}

/** What else has to stand beside a key for it to be read at all. */
const beside: Readonly<Record<string, { readonly [key: string]: unknown }>> = {
  "users.shocks": { round: 1 },
  "recommender.retrieve": { model: { kind: "popularity" } },
  "data.rows": { start: 100 },
};
const lists = ["users.shocks", "recommender.retrieve", "recommender.rerank"];

/** A scenario of defaults, but for the mapping that a row's key stands in, with these keys in it. */
function withMapping({ path, kind }: Row, keys: object): unknown {
  const parent = path.split(".").slice(0, -1);
  const at = parent.join(".");
  const mapping = { ...(kind ? { kind } : {}), ...beside[at], ...keys };
  const { version, world } = base;
  return { version, world, ...nested(parent, lists.includes(at) ? [mapping] : mapping) };
}

const withDefaults = optionRows().filter(({ node, required }) => !required && node.default !== undefined);

test.each(withDefaults.map((row) => [idOf(row), row] as const))(
  "%s at its default is as if it were left out",
  (_, row) => {
    const key = row.path.split(".").at(-1)!;
    expect(parsed(withMapping(row, { [key]: row.node.default }))).toEqual(parsed(withMapping(row, {})));
  },
);

test("a scenario with every default written out gives the same bytes", async () => {
  const written = parseScenario(resolvedYaml(parsed(base)), { file: "neutral.yaml" });
  expect(await bytesOf(written)).toBe(await bytes(base));
});

interface Case {
  /** what is written, at a value that changes nothing and is not the default */
  readonly neutral: object;
  /** what it is compared with, where that is more than the base: a kind to which the key belongs */
  readonly beside?: object;
}

const model = (options: object): object => ({ recommender: { model: options } });
const ials = { kind: "ials", factors: 3, sweeps: 4 };

const cases: readonly Case[] = [
  // who looks at every position alike
  {
    beside: { users: { attention: { kind: "none" } } },
    neutral: { users: { attention: { kind: "geometric", persistence: 1 } } },
  },
  {
    beside: { users: { attention: { kind: "none" } } },
    neutral: { users: { attention: { kind: "power", exponent: 0 } } },
  },
  // nobody is sated, influenced, reached or leaves
  { neutral: { users: { satiation: { strength: 0, recovery: 0.1, threshold: 2 } } } },
  { neutral: { users: { influence: { strength: 0, memory: 4 } } } },
  {
    beside: { users: { organic: 0 }, data: { authentic: { share: 0 } } },
    neutral: { users: { discovery: { from: "topic", size: 3, memory: 2 } } },
  },
  { neutral: { users: { discovery: { from: "catalogue", size: 3, memory: 4 } } } },
  { neutral: { users: { shocks: [{ round: 2, share: 0 }, { round: 2, size: 0 }, { round: 9 }] } } },
  { neutral: { users: { churn: { rate: 0, tolerance: 0.1, memory: 0.3 } } } },
  // rounds have their rows before patience ends
  { neutral: { users: { patience: 500 } } },
  // nobody rates for a model that does not learn from ratings
  { neutral: { users: { rating: { noise: 3 } } } },
  // what other settings of a model leave without effect
  { neutral: model({ ...ials, confidence: 5 }) },
  { neutral: model({ ...ials, cgSteps: 9 }) },
  { beside: model({ ...ials, start: "cold" }), neutral: model({ ...ials, start: "cold", warmSweeps: 7 }) },
  { beside: model({ ...ials, objective: "hu" }), neutral: model({ ...ials, objective: "hu", unobservedWeight: 0.7 }) },
  {
    beside: model({ kind: "bpr", factors: 3, start: "cold" }),
    neutral: model({ kind: "bpr", factors: 3, start: "cold", warmEpochs: 3 }),
  },
  {
    beside: model({ kind: "explicit", factors: 3, start: "cold" }),
    neutral: model({ kind: "explicit", factors: 3, start: "cold", warmSweeps: 7 }),
  },
  { beside: model({ kind: "itemKnn" }), neutral: model({ kind: "itemKnn", neighbours: 29 }) },
  { beside: model({ kind: "userKnn" }), neutral: model({ kind: "userKnn", neighbours: 39 }) },
  { beside: model({ kind: "popularity" }), neutral: model({ kind: "popularity", by: "all", pooling: 0.5 }) },
  // stages that hand on all that they were given
  { neutral: { recommender: { retrieve: [{ model: ials, count: 30 }] } } },
  { neutral: { recommender: { pool: 12 } } },
  { neutral: { recommender: { rerank: [{ kind: "mmr", relevance: 1 }] } } },
  { neutral: { recommender: { rerank: [{ kind: "calibrated", weight: 0 }] } } },
  { neutral: { recommender: { rerank: [{ kind: "popularity", strength: 0, by: "share" }] } } },
  { neutral: { recommender: { rerank: [{ kind: "floor", slots: 0, below: 2 }] } } },
  { neutral: { recommender: { rerank: [{ kind: "floor", slots: 3, below: 0 }] } } },
  {
    neutral: {
      recommender: {
        rerank: [
          { kind: "newest", slots: 0 },
          { kind: "random", slots: 0 },
        ],
      },
    },
  },
  // nothing is explored, or the same written otherwise
  { neutral: { recommender: { explore: { by: "request", rate: 0 } } } },
  { beside: { recommender: { explore: 0.2 } }, neutral: { recommender: { explore: { by: "slot", rate: 0.2 } } } },
  // an exact chance takes no draws
  { neutral: { recommender: { inclusionDraws: 7 } } },
  // everybody and everything has training rows
  { neutral: { recommender: { coldUser: "random" } } },
  { neutral: { recommender: { coldItem: "allow" } } },
  // weights that are one
  { neutral: { recommender: { train: { propensity: { by: "none", clip: 2, normalise: false } } } } },
  // what a regime does not look at, and shares that come to nothing
  { neutral: { data: { window: 9, subsample: 77, seed: "keep" } } },
  { beside: { data: { regime: "replace" } }, neutral: { data: { regime: "window", window: 1 } } },
  {
    beside: { data: { authentic: { share: 0 } } },
    neutral: { data: { authentic: { share: 0, by: "replayed", draw: "stratified", unit: "user" } } },
  },
  { beside: { data: { authentic: { share: 0 } } }, neutral: { data: { authentic: { share: [0, 0] } } } },
  {
    beside: { data: { authentic: { share: 0 } } },
    neutral: { data: { authentic: { share: { start: 0, end: 0, rounds: 2 } } } },
  },
  { neutral: { data: { synthetic: { share: 0, from: "previous", temperature: 3 } } } },
  { neutral: { data: { synthetic: { share: { start: 0, end: 0, rounds: 2 } } } } },
  { neutral: { data: { weights: { synthetic: 5 } } } },
  { beside: { data: { rows: 90 } }, neutral: { data: { rows: { start: 90, power: 0 } } } },
  { beside: { data: { rows: 90 } }, neutral: { data: { rows: [90, 90] } } },
  // nothing arrives, nobody owns anything
  { neutral: { catalogue: { quality: { sigma: 2 } } } },
  { neutral: { catalogue: { creators: { count: 0, production: 5, imitation: 0.5, floor: 0.9, patience: 1 } } } },
];

describe("neutral values that are not the default", () => {
  test.each(cases.map((each) => [JSON.stringify(each.neutral), each] as const))("%s", async (_, given) => {
    const without = overlaid(base, given.beside ?? {});
    const within = overlaid(without, given.neutral);
    expect(parsed(within)).not.toEqual(parsed(without));
    expect(await bytes(within)).toBe(await bytes(without));
  });
});

/** Keys that say something at every value but the default: at its default, each is as if it were left out (see above). */
const always: readonly string[] = [
  "users.choice.continuation (cascade)",
  "users.choice.multiplies (best)",
  "users.choice.rate (rank)",
  "users.choices",
  "users.temperature",
  "users.outside",
  "users.organic",
  "users.adoption",
  "users.wordOfMouth",
  "users.repeats",
  "users.drift",
  "users.reinforcement.rate",
  "users.arrivals",
  "recommender.model.factors (ials)",
  "recommender.model.sweeps (ials)",
  "recommender.model.objective (ials)",
  "recommender.model.regularization (ials)",
  "recommender.model.frequencyExponent (ials)",
  "recommender.model.start (ials)",
  "recommender.model.tolerance (ials)",
  "recommender.model.solver (ials)",
  "recommender.model.factors (bpr)",
  "recommender.model.epochs (bpr)",
  "recommender.model.learningRate (bpr)",
  "recommender.model.regularization (bpr)",
  "recommender.model.negativeExponent (bpr)",
  "recommender.model.itemBias (bpr)",
  "recommender.model.start (bpr)",
  "recommender.model.factors (explicit)",
  "recommender.model.sweeps (explicit)",
  "recommender.model.regularization (explicit)",
  "recommender.model.frequencyExponent (explicit)",
  "recommender.model.start (explicit)",
  "recommender.model.shrinkage (itemKnn)",
  "recommender.model.shrinkage (userKnn)",
  "recommender.model.votes (userKnn)",
  "recommender.model.by (social)",
  "recommender.model.exponent (popularity)",
  "recommender.every",
  "recommender.slate",
  "recommender.rank",
  "recommender.rank.temperature (softmax)",
  "recommender.rank.samples (thompson)",
  "recommender.rank.sigma (thompson)",
  "recommender.train.position.exponent",
  "recommender.train.popularity.exponent",
  "recommender.train.decay.halfLife",
  "recommender.train.negatives.weight",
  "data.weights.authentic",
  "data.weights.recommended",
  "catalogue.arrivals",
  "catalogue.ageing",
  "catalogue.lifetime",
];

test("every option has a neutral value here besides its default, or is known to have none", () => {
  const named = cases.flatMap(({ neutral, beside }) => {
    const without = new Map(keysIn(overlaid(base, beside ?? {})).map(([id, value]) => [id, JSON.stringify(value)]));
    return keysIn(neutral).flatMap(([id, value]) => (without.get(id) === JSON.stringify(value) ? [] : [id]));
  });
  const left = optionRows()
    .map(idOf)
    .filter((id) => !named.includes(id));
  expect(left).toEqual(always);
});
