import { expect, test } from "vitest";
import { CoreError, loadCore } from "../../src/core/index.ts";
import {
  callsOfExperiment,
  type Executor,
  inThisThread,
  requireMemory,
  runExperiment,
  sizesOf,
} from "../../src/experiment/index.ts";
import { parseScenario } from "../../src/scenario/index.ts";
import { simulate } from "../../src/simulation/index.ts";
import { optionsOf } from "../simulation/support.ts";

const scenarioOf = (more: string) =>
  parseScenario(`version: 1\nreplicates: 1\ncontrol: false\nmeasure: { pairs: 20 }\nmetrics: [coverage]\n${more}`, {
    file: "test.yaml",
  });

const shares = "world: { kind: shares, users: 200, shares: { items: 300, exponent: 0.5 }, activity: 12 }";
const steady = `world: { kind: drawn, users: 200, items: 1000, activity: { mean: 12, sigma: 0 }, history: 2,
  popularityExponent: 0, tasteStrength: 1 }`;
const ials = "recommender: { model: { kind: ials, factors: 8, sweeps: 1, warmSweeps: 1 }, slate: 5 }";

const runs = {
  "training on all rounds": `rounds: 4\n${steady}\n${ials}`,
  "training on one": `rounds: 4\n${steady}\n${ials}\ndata: { regime: replace }`,
  "slates in proportion": `rounds: 2\n${shares}\nrecommender: { model: { kind: popularity }, slate: 20, rank: proportional }`,
  "what users have not consumed": `rounds: 2\n${steady}\n${ials}\nusers: { repeats: deny }`,
  "free choices": `rounds: 2\n${shares}\nrecommender: { model: { kind: random } }\nusers: { organic: 1 }`,
  "rows drawn from the pool": `rounds: 4\n${steady}\n${ials}\ndata: { regime: subsample, seed: drop, authentic: { share: [0, 0.4], unit: user } }`,
  "training BPR": `rounds: 2\n${steady}\nrecommender: { model: { kind: bpr, factors: 48, epochs: 1, negativeExponent: 1 } }`,
  "training on ratings": `rounds: 2\n${steady}\nrecommender: { model: { kind: explicit, factors: 48, sweeps: 1 } }`,
  "lists of neighbours": `rounds: 2\n${steady}\nrecommender: { model: { kind: itemKnn, neighbours: 200 } }`,
  "lists of users alike": `rounds: 2\n${steady}\nrecommender: { model: { kind: userKnn, neighbours: 200 } }`,
  "synthetic rows": `rounds: 2\n${steady}\n${ials}\ndata: { synthetic: { share: 0.5 } }`,
};

test.each(Object.entries(runs))("the core holds no more than planned, and not much less: %s", async (_, text) => {
  const scenario = scenarioOf(text);
  const core = await loadCore();
  await runExperiment(scenario, inThisThread(core));
  const planned = Math.max(...callsOfExperiment(scenario, sizesOf(scenario.world)).map(({ bytes }) => bytes));
  // a drawn round's rows are Poisson with mean 2,400: four standard deviations are 8 %
  expect(core.peakBytes).toBeLessThanOrEqual(1.08 * planned);
  // pairs that repeat are counted as if they did not, and no catalogue is empty
  expect(core.peakBytes).toBeGreaterThan(0.5 * planned);
});

/** Fails when anything is asked of it. */
const idle: Executor = {
  prepare: () => Promise.reject(new Error("the world was made")),
  run: () => Promise.reject(new Error("units were run")),
  close: async () => {},
};

const drawn = (users: number, items: number, more = "") =>
  scenarioOf(`rounds: 3\nworld: { kind: drawn, users: ${users}, items: ${items} }\n${more}`);

test("two thousand million users are refused before anything is made", async () => {
  const scenario = drawn(2e9, 20);
  const refused = runExperiment(scenario, idle);
  await expect(refused).rejects.toThrow(CoreError);
  await expect(refused).rejects.toThrow(
    /^drawing the world's log: chooseFromCatalogue of 2,000,000,000 users, 20 items and up to 60,000,000,000 log rows needs [\d.]+ GB and at most 4\.29 GB of the core's memory can be had: draws 240\.00 GB, chosen 240\.00 GB.*; the log's columns take 2340\.00 GB outside the core; use fewer /,
  );
});

test("a refusal names the call, the arm and what to use less of", () => {
  const said = (scenario: ReturnType<typeof scenarioOf>) => {
    try {
      requireMemory(scenario, sizesOf(scenario.world));
      return "";
    } catch (error) {
      expect(error).toBeInstanceOf(CoreError);
      return (error as Error).message;
    }
  };
  const wide = "recommender: { model: { kind: ials, factors: 512 } }";
  expect(said(drawn(2e6, 1e5, wide))).toMatch(
    /^training of arm "\w+": als .*userFactors 4\.10 GB.*use fewer users.*fewer factors/,
  );
  const few = "world: { kind: drawn, users: 100000, items: 50000, history: 1, activity: { mean: 20 } }\n";
  const long = (regime: string) =>
    scenarioOf(`rounds: 200\n${few}recommender: { model: { kind: ials } }\ndata: { regime: ${regime} }`);
  expect(said(long("accumulate"))).toMatch(
    /^training of arm .*userIndices 1\.60 GB.*log's columns take 15\.60 GB.*use fewer log rows or rounds, or data\.regime window/,
  );
  expect(said(long("window"))).toBe("");
  expect(said(drawn(100_000, 10_000))).toBe("");
  const slates = "recommender: { model: { kind: popularity }, slate: 1000, explore: 0.1 }";
  expect(said(drawn(200_000, 10_000, slates))).toMatch(/slateWeights.*shorter slates/);
  // four thousand million rows of twenty pairs: the core would hold them, but no row number would
  const crowd = scenarioOf(
    "rounds: 400000\nworld: { kind: shares, users: 1000, shares: { items: 20, exponent: 1 }, activity: 10 }\nrecommender: { model: { kind: random } }",
  );
  expect(said(crowd)).toMatch(/^the log of arm .* would hold 3,999,990,020 rows, expected at most 2,147,483,647/);
});

test("rows that grow from round to round are summed over those that are kept", () => {
  const rowsOf = (rows: string, more = "", rest = "") => {
    const scenario = scenarioOf(
      `rounds: 11\nworld: { kind: drawn, users: 50000, items: 50000, history: 1, activity: { mean: 1, sigma: 0 } }\ndata: { rows: ${rows}${more} }\n${rest}`,
    );
    const als = callsOfExperiment(scenario, sizesOf(scenario.world)).find(({ call }) => call === "als");
    return als!.arrays.userIndices! / 4;
  };
  const history = 50_000;
  const squares = 385; // 1 + 4 + ... + 100, of the ten rounds before the last
  expect(rowsOf("{ start: 1000, power: 2 }")).toBe(history + 1000 * squares);
  expect(rowsOf("{ start: 1000, power: 2 }", ", regime: replace")).toBe(100_000);
  expect(rowsOf("{ start: 1000, power: 2 }", ", regime: window, window: 2, seed: keep")).toBe(history + 181_000);
  const roots = Array.from({ length: 10 }, (_, r) => Math.sqrt((r + 1) ** 3)).reduce((a, b) => a + b);
  expect(rowsOf("{ start: 1000, power: 1.5 }") / (history + 1000 * roots)).toBeCloseTo(1, 5);
  expect(rowsOf("[10, 70000, 20]", ", regime: replace")).toBe(70_000);
  expect(rowsOf("2000")).toBe(history + 20_000);
  expect(rowsOf("70000", ", regime: subsample")).toBe(70_000);
  expect(rowsOf("[10, 80000, 20]", ", regime: subsample, seed: drop")).toBe(80_000);
  expect(rowsOf("70000", ", regime: subsample, subsample: 60000")).toBe(60_000);
  expect(rowsOf("70000", ", regime: subsample, subsample: 10")).toBe(history);
  expect(rowsOf("20000", ", regime: replace", "recommender: { every: 4 }")).toBe(80_000);
  expect(rowsOf("20000", ", regime: window, window: 3", "recommender: { every: 4 }")).toBe(60_000);
});

test("a simulation that cannot fit is refused before its first round", async () => {
  const core = await loadCore();
  const none = new Float32Array(0);
  const world = {
    users: 2e9,
    items: 20,
    preferences: {
      factors: { dims: 4, users: none, items: none },
      scale: 1,
      intercepts: new Float32Array(20),
      outside: true,
    },
    groups: new Int32Array(0),
    groupNames: ["everyone"],
    activity: { periods: 1, counts: new Int32Array(0) },
    log: {
      user: none,
      item: none,
      round: none,
      provenance: none,
      position: none,
      propensity: none,
      inclusion: none,
      value: none,
      rating: none,
    },
    heldOut: { indptr: new Int32Array(1), indices: new Int32Array(0) },
    attributes: none,
    attributeDims: 4,
  };
  const rounds = simulate(optionsOf(core, world as never, { rounds: 2 }));
  await expect(rounds.next()).rejects.toThrow(/of 2,000,000,000 users, .*userFactors \d+\.00 GB/);
});
