import { expect, test } from "vitest";
import { z } from "zod";
import { knownNames, measure, metricNames, metrics, metricsSchema, requestedMetrics } from "../../src/metrics/index.ts";
import { parseScenario } from "../../src/scenario/index.ts";
import { core, csr, expectRounded, f64, i32, roundL, slates, vector } from "./fixture.ts";

/** What the round of fixture L must show, worked out by hand. */
const discount2 = Math.LN2 / Math.log(3);
const m2 = f64(0.6, 0.2, 0, 0.2, 0, 0);
const kl = (p: Float64Array, q: ArrayLike<number>) =>
  p.reduce((s, x, i) => (x > 0 ? s + x * Math.log(x / q[i]!) : s), 0);
const divergence = (p: Float64Array, q: Float64Array) => {
  const m = p.map((x, i) => (x + q[i]!) / 2);
  return (kl(p, m) + kl(q, m)) / 2;
};
const original = f64(0.4, 0.2, 0.1, 0.1, 0.1, 0.1);
const current = f64(0.5, 0.5, 0, 0, 0, 0);
const sample = f64(0.4, 0.2, 0.2, 0.2, 0, 0);
const H = -(0.6 * Math.log(0.6) + 0.4 * Math.log(0.2)) + 2 / 10;

const expected: Readonly<Record<string, number>> = {
  coverage: vector("cov"),
  coverage_warm: 4 / 6,
  coverage_cold: 3 / 6,
  exposure_gini: vector("gini_exposure"),
  choice_gini: (1 * 1 + 3 * 1 + 5 * 3) / (6 * 5), // ascending 0 0 0 1 1 3
  choice_hhi: 6 / 20,
  choice_top1pct_share: 3 / 5,
  choice_entropy: H,
  choice_effective_items: Math.exp(H),
  arp_initial: vector("ARP") / (13026 / 186), // Σφ² / Σφ of the fixture
  arp_current: (3 * 6 + 3 * 2 + 1 + 1) / 9 / (42 / 10),
  exposure_tail_share: vector("APLT"),
  choice_tail_share: 1 / 5,
  slate_jaccard: (2 / 4 + 2 / 4) / 2,
  slate_jaccard_within: 2 / 4, // users 1 and 2
  slate_jaccard_between: 2 / 4, // users 0 and 1
  personalisation: 1 - 2 / 3,
  consumption_jaccard: (1 / 4 + 0) / 2,
  list_churn: (1 / 3 + 0) / 2, // user 0 sees 2 for 3, user 1 the same, user 2 saw nothing
  ild: vector("ILD"),
  epc: 1 - (3 * 3 + 3 * 2 + 1 + 1) / 9 / 3,
  msi: vector("MSI_sum_norm"),
  serendipity: vector("serendipity_Ge"),
  // topics: (1, 0) (1, 0) (0, 1) (½, ½) (0, 1) (½, ½); users 0 and 2 want half and half and are shown two to one
  miscalibration: (2 * kl(f64(0.5, 0.5), [0.665, 0.335]) + kl(f64(0.75, 0.25), [0.8325, 0.1675])) / 3,
  popularity_lift: ((160 + 155 + 170) / 3 - (55 + 27.5 + 1)) / (55 + 27.5 + 1),
  tv_original: 0.3,
  tv_original_floor: 0.2,
  js_original: divergence(m2, original),
  js_original_floor: divergence(sample, original),
  tv_current: 0.3,
  tv_current_floor: 0.4,
  js_current: divergence(m2, current),
  js_current_floor: divergence(sample, current),
  recall: 2 / 3,
  recall_warm: 1, // users 0 and 1, who find what they chose
  recall_cold: 0,
  ndcg: (discount2 + 1 / 2) / 3,
  recall_tail: 1 / 2,
  ndcg_tail: 1 / 4,
  effective_rank: 4 / 3 ** 0.75,
  utility_initial: 1,
  regret_initial: 0.5,
  utility_current: 0.5,
  regret_current: 1.5,
  provider_gini: (-2 * 1 + 2 * 6) / (3 * 9), // 1, 2 and 6 slots
  utility_gini: (-2 * 1 + 2 * 3) / (3 * 6),
  training_share_authentic: 0.8,
  training_share_recommended: 0.1,
  training_share_synthetic: 0.1,
  new_share_authentic: 0.6,
  new_share_recommended: 0.4,
  new_share_synthetic: 0,
  rows: 5,
  acceptance: 2 / 3,
  users_served: 3,
  users_cold: 1,
  authentic_rows_bought: 2,
  synthetic_rows: 0,
  exploration_slots: 1 / 3,
  utility_forgone: 0.25,
  training_work: 1000,
  users_present: 3,
  churned: 1 / 3,
  items_available: 6,
  creators_present: 2,
  // items: a star, 1 and 3 tied to 0; users: 0 and 1 share an item of three, 2 shares the one it chose with either
  items_modularity: 0,
  items_density: 2 / 3,
  items_degree_gini: (-2 * 1 + 2 * 2) / (3 * 4),
  items_assortativity: -1,
  users_modularity: 0,
  users_density: 1,
  users_degree_gini: (-2 * (5 / 6) + 2 * 1) / (3 * (8 / 3)),
  users_assortativity: (3 / 8 - 146 / 256) / (1 - 146 / 256),
  consumption_jaccard_nearest: 1 / 4, // user 2 is not known to the model: users 0 and 1 are left for each other
  individual_variety: 1, // users 0 and 1 chose two items each, user 2 one
};

test("what is said of coming and going is left out where nobody and nothing does", async () => {
  const { population: _p, itemsAvailable: _i, creatorsPresent: _c, ...still } = roundL();
  const left = Object.keys(await measure(still, metricNames));
  expect(metricNames.filter((name) => !left.includes(name)).join(" ")).toBe(
    "users_present churned items_available creators_present",
  );
});

test("every metric of a round worked out by hand, in the order of the registry", async () => {
  // user 2 wants item 5, which no slate holds; in the tail only users 1 and 2 have relevant items
  const values = await measure(roundL(), metricNames);
  expect(Object.keys(values)).toEqual([...metricNames]);
  expect(Object.keys(expected).sort()).toEqual([...metricNames].sort());
  for (const name of metricNames) {
    expect.soft(Math.abs(values[name]! - expected[name]!), name).toBeLessThanOrEqual(128 * 2 ** -53);
  }
});

test("names are unique and in snake case, δ is positive where a metric is judged and 0 where not", () => {
  expect(new Set(metricNames).size).toBe(metricNames.length);
  for (const metric of metrics) {
    expect(metric.name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(metric.summary).toMatch(/^[A-Z].*\.$/);
    expect(metric.window).toBe(3);
    if (metric.harm === "none") expect(metric.delta).toBe(0);
    else expect(metric.delta).toBeGreaterThan(0);
  }
});

test("only what is asked for is computed", async () => {
  const refuse = () => {
    throw new Error("asked for what no requested metric needs");
  };
  const lazy = roundL({
    userRows: refuse,
    slates: refuse,
    evaluationSlates: refuse,
    consumed: refuse,
    currentShares: refuse,
    authenticSample: refuse,
    utility: refuse,
    exploredSlots: refuse,
    utilityForgone: refuse,
    core: { ...core, gram: refuse },
  });
  expect(await measure(lazy, ["rows", "coverage"])).toEqual({ rows: 5, coverage: vector("cov") });
  await expect(measure(lazy, ["ild"])).rejects.toThrow("asked for");
  expect(await measure(lazy, [])).toEqual({});
});

test("the sampling floor draws from the reference that it stands beside", async () => {
  const asked: number[][] = [];
  const view = roundL({
    authenticSample: (reference) => {
      asked.push([...reference]);
      return f64(1, 1, 0, 0, 0, 0);
    },
  });
  const values = await measure(view, ["tv_original_floor", "tv_current_floor"]);
  expect(asked).toEqual([[...original], [...current]]);
  expectRounded(values.tv_original_floor, 0.4, 8);
  expect(values.tv_current_floor).toBe(0);
});

test("a round without slates leaves out what is said of slates", async () => {
  const none = roundL({
    exposures: new Float64Array(6),
    coldExposures: new Float64Array(6),
    exploredSlots: async () => 0,
    usersServed: 0,
    usersCold: 0,
    slatesShown: 0,
    slatesAccepted: 0,
    model: undefined,
    slates: async () => slates([]),
    evaluationSlates: async () => slates([]),
    servedUtilities: async () => f64(),
  });
  const left = Object.keys(await measure(none, metricNames));
  const gone = metricNames.filter((name) => !left.includes(name));
  expect(gone.join(" ")).toBe(
    "coverage coverage_warm coverage_cold exposure_gini arp_initial arp_current exposure_tail_share slate_jaccard slate_jaccard_within " +
      "slate_jaccard_between personalisation list_churn ild epc msi serendipity miscalibration popularity_lift recall ndcg recall_warm recall_cold recall_tail ndcg_tail effective_rank utility_initial regret_initial utility_current regret_current " +
      "provider_gini utility_gini acceptance exploration_slots utility_forgone",
  );
});

test("a round without rows leaves out what is said of rows", async () => {
  const none = roundL({ choices: new Float64Array(6), newRows: [0, 0, 0], trainingRows: [0, 0, 0] });
  const left = await measure(none, metricNames);
  const gone = metricNames.filter((name) => !(name in left));
  expect(gone.every((name) => /^(choice|tv|js|training_share|new_share)_/.test(name))).toBe(true);
  expect(gone).toHaveLength(6 + 8 + 6);
  expect(left.rows).toBe(0);
});

test("without cold users, or without warm ones, that coverage is left out", async () => {
  const names = ["coverage_warm", "coverage_cold"];
  const allWarm = roundL({ usersCold: 0, coldExposures: new Float64Array(6) });
  expect(await measure(allWarm, names)).toEqual({ coverage_warm: vector("cov") });
  const allCold = roundL({ usersCold: 3, coldExposures: roundL().exposures });
  expect(await measure(allCold, names)).toEqual({ coverage_cold: vector("cov") });
});

test("one user and one item", async () => {
  const view = roundL(
    {
      k: 1,
      available: Uint8Array.of(1),
      population: { present: 1, left: 0 },
      exposures: f64(1),
      coldExposures: f64(0),
      exploredSlots: async () => 0,
      usersServed: 1,
      usersCold: 0,
      slatesShown: 1,
      slatesAccepted: 1,
      choices: f64(1),
      newRows: [0, 1, 0],
      trainingRows: [1, 0, 0],
      trainingPopularity: f64(1),
      model: { dims: 1, users: Float32Array.of(2), items: Float32Array.of(3) },
      rows: { user: i32(0), item: i32(0) },
      servedUtilities: async () => f64(1),
      providers: () => i32(0),
      slates: async () => slates([[0]]),
      lastSlates: slates([[0]]),
      evaluationSlates: async () => slates([[0]]),
      consumed: () => csr([[0]]),
      currentShares: async () => f64(1),
      authenticSample: () => f64(1),
    },
    {
      users: 1,
      items: 1,
      popularity: f64(1),
      audience: f64(1),
      authentic: csr([[0]]),
      groups: i32(0),
      tail: Uint8Array.of(0),
      attributes: Float32Array.of(1),
      attributeDims: 1,
      originalShares: f64(1),
      pairs: i32(),
      heldOut: csr([[0]]),
    },
  );
  const values = await measure(view, metricNames);
  const gone = metricNames.filter((name) => !(name in values));
  expect(gone.join(" ")).toBe(
    "coverage_cold choice_hhi slate_jaccard slate_jaccard_within slate_jaccard_between personalisation " +
      "consumption_jaccard ild recall_cold recall_tail ndcg_tail items_modularity items_density items_degree_gini " +
      "items_assortativity users_modularity users_density users_degree_gini users_assortativity " +
      "consumption_jaccard_nearest individual_variety",
  );
  for (const name of ["coverage", "recall", "ndcg", "effective_rank", "choice_effective_items", "arp_initial"]) {
    expect(values[name]).toBe(1);
  }
  for (const name of ["choice_gini", "choice_entropy", "tv_original", "js_current"]) expect(values[name]).toBe(0);
});

test("a value that is not finite, and an unknown name, are refused", async () => {
  const broken = roundL({ utility: async () => ({ shown: Number.NaN, best: 1 }) });
  await expect(measure(broken, ["regret_initial"])).rejects.toThrow("regret_initial of round 1 is NaN");
  await expect(measure(roundL(), ["gini"])).rejects.toThrow('got the name "gini", expected one of coverage, ');
  await expect(measure(roundL({ slatesAccepted: 4 }), ["acceptance"])).rejects.toThrow("4 accepted of 3 shown");
  const wrong = roundL({ choices: f64(0.5, 0, 0, 0, 0, 0) });
  await expect(measure(wrong, ["choice_hhi"])).rejects.toThrow("expected a whole number");
  await expect(measure(roundL({ coldExposures: f64(4, 0, 0, 0, 0, 0) }), ["coverage_warm"])).rejects.toThrow("is -1");
});

test("the scenario's key takes all, or a list of known names", () => {
  const named = ["network", "likeness", "individual"];
  const inAll = metrics.filter(({ family }) => !named.includes(family)).map(({ name }) => name);
  expect(requestedMetrics(metricsSchema.parse("all"))).toEqual(inAll);
  expect(requestedMetrics(metricsSchema.parse(["all", ...named]))).toEqual(metricNames);
  expect(requestedMetrics(metricsSchema.parse(["novelty", "rows"]))).toEqual(["epc", "msi", "serendipity", "rows"]);
  expect(requestedMetrics(metricsSchema.parse(["coverage"]))).toEqual(["coverage"]); // not its family
  expect(requestedMetrics(metricsSchema.parse(["recall", "coverage"]))).toEqual(["coverage", "recall"]);
  for (const bad of ["coverage", [], ["coverage", "coverage"], [""], [3], 3, undefined]) {
    expect(metricsSchema.safeParse(bad).success).toBe(false);
  }
});

test("a scenario reports an unknown name at its place with the known ones, and editors get the list", () => {
  const text = "version: 1\nworld: { kind: drawn, users: 30, items: 20 }\nmetrics: [coverage, covrage]\n";
  const number = knownNames.length;
  expect(() => parseScenario(text, { file: "s.yaml" })).toThrow(
    `s.yaml:3:21 metrics.1: got "covrage" (text), expected one of ${number}: coverage, `,
  );
  expect(() => parseScenario(text, { file: "s.yaml" })).toThrow(/did you mean "coverage"\?$/);
  expect(JSON.stringify(z.toJSONSchema(metricsSchema))).toContain('"choice_entropy"');
});
