import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { modelSchema } from "../../src/models/index.ts";
import { zOfCounts } from "../simulation/statistics.ts";
import { contextOf, key, score, trainFactors } from "./context.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const popularity = (given: object = {}) => modelSchema.parse({ kind: "popularity", ...given });

/** Scores are float32: one rounding of a float64 share, and a few ulps of the core's pow before it. */
const near = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1.5 * 2 ** -24 * Math.abs(expected));

const entries = [
  [0, 0, 3],
  [1, 0, 2],
  [1, 1, 3],
  [2, 2, 1],
  [2, 2, 1],
] as const;

test.each([0, 0.5, 1, 2])("popularity is the share of training weight to the power %d", async (exponent) => {
  const model = await trainFactors(contextOf(core, { users: 3, items: 4, entries }), popularity({ exponent }));
  for (let u = 0; u < 3; u++) {
    [0.5, 0.3, 0.2].forEach((share, i) => {
      near(score(model.factors, u, i), share ** exponent);
    });
    expect(score(model.factors, u, 3)).toBe(exponent === 0 ? 1 : 0);
  }
  expect([...model.knowsUser]).toEqual([1, 1, 1]);
  expect([...model.knowsItem]).toEqual([1, 1, 1, 0]);
});

test("by group: own shares at pooling 0, everybody's at 1, their mixture between", async () => {
  // groups {0, 1} and {2}: own shares (.625, .375, 0) and (0, 0, 1), all together (.5, .3, .2)
  const context = contextOf(core, { users: 3, items: 3, entries, groups: [0, 0, 1] });
  const own = [
    [0.625, 0.375, 0],
    [0, 0, 1],
  ];
  const whole = [0.5, 0.3, 0.2];
  for (const pooling of [0, 0.25, 1]) {
    const { factors } = await trainFactors(context, popularity({ by: "group", pooling }));
    for (const [u, g] of [0, 0, 1].entries()) {
      for (let i = 0; i < 3; i++) near(score(factors, u, i), (1 - pooling) * own[g]![i]! + pooling * whole[i]!);
    }
  }
  const squared = await trainFactors(context, popularity({ by: "group", pooling: 0.25, exponent: 2 }));
  near(score(squared.factors, 2, 2), (0.75 + 0.25 * 0.2) ** 2);
});

test("one group is everybody, and a group without rows has nothing of its own", async () => {
  const alone = await trainFactors(contextOf(core, { users: 3, items: 3, entries }), popularity({ by: "group" }));
  expect(alone).toEqual(await trainFactors(contextOf(core, { users: 3, items: 3, entries }), popularity()));
  const context = contextOf(core, { users: 4, items: 3, entries, groups: [0, 0, 0, 1] });
  const { factors } = await trainFactors(context, popularity({ by: "group", pooling: 0.5 }));
  [0.25, 0.15, 0.1].forEach((half, i) => {
    near(score(factors, 3, i), half);
  });
});

test("random: every order of the catalogue is as likely, by user and by round", async () => {
  const users = 6000;
  const { factors } = await trainFactors(contextOf(core, { users, items: 3, entries: [[0, 0]] }), { kind: "random" });
  const everybody = Int32Array.from({ length: users }, (_, u) => u);
  const orders = ["012", "021", "102", "120", "201", "210"];
  const seen: string[] = [];
  for (const round of [1, 2]) {
    const { items } = await core.topK(factors, everybody, 3, {}, { key, purpose: 14, round });
    const counts = new Float64Array(6);
    const drawn = Array.from(everybody, (u) => [...items.subarray(3 * u, 3 * u + 3)].join(""));
    for (const order of drawn) counts[orders.indexOf(order)]!++;
    expect(Math.abs(zOfCounts(counts, new Array(6).fill(1 / 6)))).toBeLessThan(4);
    seen.push(drawn.join(" "));
  }
  expect(seen[0]).not.toBe(seen[1]);
});

test("the oracle alone looks at the truth, and knows everything", async () => {
  const truth = { dims: 1, users: Float32Array.of(1, 2), items: Float32Array.of(3, -4, 5) };
  const model = await trainFactors(contextOf(core, { users: 2, items: 3, entries: [], truth }), { kind: "oracle" });
  expect(model.factors).toEqual(truth);
  expect([...model.knowsUser, ...model.knowsItem]).toEqual([1, 1, 1, 1, 1]);
});
