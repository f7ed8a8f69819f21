import { expect, test } from "vitest";
import { difference, merge } from "../../src/scenario/merge.ts";
import { resolvedYaml } from "../../src/scenario/resolve.ts";
import { errors, parse, small } from "./support.ts";

const arms = (base: string, body: string) => `${small}${base}arms:\n${body}`;

test("without arms there is one, the scenario as it is", () => {
  const scenario = parse(small);
  expect(Object.keys(scenario.arms)).toEqual(["baseline"]);
  expect(scenario.arms.baseline).toEqual({
    name: "baseline",
    description: "",
    overrides: {},
    users: scenario.users,
    recommender: scenario.recommender,
    data: scenario.data,
    catalogue: scenario.catalogue,
  });
});

test("an arm's keys are laid over the base, whose other keys stay", () => {
  const { arms: found } = parse(
    arms(
      "recommender: {slate: 5, model: {kind: ials, factors: 8, sweeps: 4}}\ndata: {weights: {authentic: 2}}\n",
      "  plain:\n  fewer: {recommender: {model: {factors: 6}}}\n  named: {recommender: {model: {kind: ials, factors: 6}}}\n  weights: {data: {weights: {synthetic: 3}}}\n",
    ),
  );
  expect(Object.keys(found)).toEqual(["plain", "fewer", "named", "weights"]);
  expect(found.plain!.overrides).toEqual({});
  expect(found.fewer!.recommender).toMatchObject({ slate: 5, model: { kind: "ials", factors: 6, sweeps: 4 } });
  expect(found.fewer!.overrides).toEqual({ recommender: { model: { factors: 6 } } });
  expect(found.named!.recommender).toEqual(found.fewer!.recommender);
  expect(found.weights!.data.weights).toEqual({ authentic: 2, recommended: 1, synthetic: 3 });
});

test("another kind, a list and a single value replace what the base has", () => {
  const { arms: found } = parse(
    arms(
      "recommender: {model: {kind: ials, factors: 8}}\ndata: {rows: [3, 4]}\nusers: {attention: {kind: power, exponent: 2}}\n",
      "  kind: {recommender: {model: {kind: popularity}}}\n  list: {data: {rows: [5]}}\n  word: {data: {rows: activity}}\n  look: {users: {attention: {kind: none}}}\n",
    ),
  );
  expect(found.kind!.recommender.model).toEqual({ kind: "popularity", exponent: 1, by: "all", pooling: 0 });
  expect(found.list!.data.rows).toEqual([5]);
  expect(found.word!.data.rows).toBe("activity");
  expect(found.look!.users.attention).toEqual({ kind: "none" });
});

test("a default that follows from another key follows the arm's", () => {
  const { arms: found } = parse(arms("", "  a: {data: {regime: replace}}\n"));
  expect(found.a!.data).toMatchObject({ regime: "replace", seed: "drop" });
  expect(found.a!.overrides).toEqual({ data: { regime: "replace", seed: "drop" } });
  const kept = parse(arms("data: {seed: keep}\n", "  a: {data: {regime: replace}}\n"));
  expect(kept.arms.a!.data.seed).toBe("keep");
});

test("an override of a default that names no kind means the default's kind", () => {
  expect(parse(arms("", "  a: {recommender: {model: {factors: 4}}}\n")).arms.a!.recommender.model).toMatchObject({
    kind: "ials",
    factors: 4,
  });
  expect(errors(arms("", "  a: {users: {attention: {exponent: 4}}}\n"))).toEqual([
    "shop.yaml:4:27 arms.a.users.attention.exponent: unknown key; with kind log the keys are kind",
  ]);
});

test.each([
  [
    "a value of the arm",
    "",
    "  a:\n    data:\n      authentic: {share: 2}\n",
    "6:26 arms.a.data.authentic.share: got 2, expected a number from 0 to 1",
  ],
  [
    "a key of the arm",
    "",
    "  a: {data: {regme: replace}}\n",
    '4:14 arms.a.data.regme: unknown key; did you mean "regime"?',
  ],
  [
    "a section of the arm",
    "",
    "  a: {word: {}}\n",
    "4:7 arms.a.word: unknown key; the keys here are description, safeguard, dose, from, users, recommender, data, catalogue",
  ],
  [
    "a base key under the arm's kind",
    "recommender:\n  model: {kind: ials}\n",
    "  a: {recommender: {model: {kind: random, factors: 3}}}\n",
    "6:43 arms.a.recommender.model.factors: unknown key; with kind random the keys are kind",
  ],
  [
    "a missing key of a new mapping",
    "",
    "  a: {data: {rows: {power: 2}}}\n",
    "4:14 arms.a.data.rows.start: missing, expected a number above 0",
  ],
  [
    "an empty section",
    "",
    "  a: {data: }\n",
    "4:7 arms.a.data: got nothing, expected a mapping of regime, window, subsample, seed, authentic, synthetic, weights, rows; leave the key out for its default",
  ],
  [
    "an arm that is no mapping",
    "",
    "  a: 3\n",
    "4:6 arms.a: got 3, expected a mapping of description, safeguard, dose, from, users, recommender, data, catalogue, or nothing",
  ],
  [
    "both together",
    "data: {authentic: {share: 0.7}}\n",
    "  a: {data: {synthetic: {share: 0.7}}}\n",
    "5:13 arms.a.data: authentic.share and synthetic.share are shares of the same rows: their sum must be at most 1",
  ],
])("points at %s", (_, base, body, message) => {
  expect(errors(arms(base, body))).toEqual([`shop.yaml:${message}`]);
});

test("what is wrong in the base is said once, in the base", () => {
  const body = "  a: {data: {regime: replace}}\n  b: {data: {regime: window}}\n  c:\n";
  expect(errors(arms("data: {window: 0}\n", body))).toEqual([
    "shop.yaml:3:16 data.window: got 0, expected a whole number above 0",
  ]);
  expect(errors(arms("recommender: {slate: 51}\n", body))).toEqual([
    "shop.yaml:3:22 recommender.slate: got 51, expected at most 50, the number of items of the world",
  ]);
});

test("an arm begins late: the scenario holds before it, and the resolved file says when", () => {
  const body = "  a: {from: 3, recommender: {explore: 0.1}}\n  b: {from: 1, recommender: {explore: 0.1}}\n";
  const scenario = parse(arms("data: {regime: replace}\n", body));
  const { a, b } = scenario.arms;
  expect(a).toMatchObject({ recommender: { explore: 0.1 }, before: { round: 3, recommender: { explore: 0 } } });
  expect(a!.before!.data).toEqual(scenario.data);
  expect(b).not.toHaveProperty("before");
  expect(parse(resolvedYaml(scenario)).arms).toEqual(scenario.arms);
});

test.each([
  ["  a: {from: 3}", "4:13 arms.a.from: got 3, expected keys of recommender or data that hold from then on"],
  [
    "  a: {from: 3, users: {organic: 0.1}}",
    "4:23 arms.a.users: got keys that would hold from round 3 on, expected none: only recommender and data can begin late, users and catalogue are the world's",
  ],
  ["  a: {from: 0, recommender: {explore: 0.1}}", "4:13 arms.a.from: got 0, expected a whole number of at least 1"],
])("what cannot begin late is refused: %s", (body, message) => {
  expect(errors(arms("", `${body}\n`))).toEqual([`shop.yaml:${message}`]);
});

test("what an arm is before it begins is checked as well", () => {
  const body = "  a: {from: 2, recommender: {slate: 5}}\n";
  expect(errors(arms("recommender: {slate: 51}\n", body))).toEqual([
    "shop.yaml:3:22 recommender.slate: got 51, expected at most 50, the number of items of the world",
  ]);
});

test("an arm says which safeguard it tries, and at which dose; the resolved file keeps both", () => {
  const scenario = parse(arms("", "  a:\n  b: {safeguard: exploration, dose: 0.1, recommender: {explore: 0.1}}\n"));
  expect(scenario.arms.a).not.toHaveProperty("safeguard");
  expect(scenario.arms.b).toMatchObject({ safeguard: "exploration", dose: 0.1 });
  expect(parse(resolvedYaml(scenario))).toEqual(scenario);
  expect(errors(arms("", "  a: {dose: 3}\n"))).toEqual([
    "shop.yaml:4:13 arms.a.dose: got 3 without safeguard, expected the safeguard that it is a dose of",
  ]);
});

test("the difference, merged again, is the arm", () => {
  const place = { line: 1, column: 1 };
  const node = (value: unknown): Parameters<typeof merge>[1] => {
    if (typeof value !== "object" || value === null) return { place, value: value as string };
    return {
      place,
      value: new Map(Object.entries(value).map(([key, part]) => [key, { key: place, node: node(part) }])),
    };
  };
  expect(difference({ a: 1, b: { c: 2 } }, { a: 1, b: { c: 2 } })).toBeUndefined();
  expect(difference({ a: 1, b: { c: 2, d: 3 } }, { a: 1, b: { c: 2, d: 4 } })).toEqual({ b: { d: 4 } });
  expect(difference({ m: { kind: "x", a: 1 } }, { m: { kind: "y", a: 1 } })).toEqual({ m: { kind: "y", a: 1 } });
  expect(difference({ a: [1, 2] }, { a: [1] })).toEqual({ a: [1] });
  expect(merge(node({ a: 1, b: { c: 2 } }), node({ b: { d: 3 } }), {})).toEqual(node({ a: 1, b: { c: 2, d: 3 } }));
});
