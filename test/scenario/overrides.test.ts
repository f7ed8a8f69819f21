import { expect, test } from "vitest";
import { errors, parse, small } from "./support.ts";

test("overrides change, make and replace keys, in their order", () => {
  const scenario = parse(
    `${small}rounds: 3\nrecommender: {model: {kind: ials, factors: 8}}\narms:\n  a:\n  b: {data: {rows: activity}}\n`,
    ...[
      "rounds=20",
      "rounds=21",
      "metrics=[coverage, rows]",
      "description=a = b",
      "measure.window=5",
      'period=""',
      "period=week",
    ],
    ...["arms.a.data.regime=window", "arms.b.data.rows.start=7", "arms.new.users.outside=false"],
    ...["recommender.model.kind=popularity", "recommender.model.exponent=2", "users.attention.kind=power"],
  );
  expect(scenario).toMatchObject({ rounds: 21, metrics: ["coverage", "rows"], description: "a = b", period: "week" });
  expect(scenario.measure.window).toBe(5);
  expect(Object.keys(scenario.arms)).toEqual(["a", "b", "new"]);
  expect(scenario.arms.a!.data.regime).toBe("window");
  expect(scenario.arms.b!.data.rows).toEqual({ start: 7, power: 0 });
  expect(scenario.arms.new!.users.outside).toBe(false);
  expect(scenario.recommender.model).toEqual({ kind: "popularity", exponent: 2, by: "all", pooling: 0 });
  expect(scenario.users.attention).toEqual({ kind: "power", exponent: 0.8 });
});

test("a key of a default's mapping needs no kind, and an entry of a list goes by its number", () => {
  expect(parse(small, "recommender.model.factors=4").recommender.model).toMatchObject({ kind: "ials", factors: 4 });
  const groups = small.replace("}", ", groups: [{name: a}, {name: b}]}");
  const { world } = parse(groups, "world.groups.1.weight=3");
  expect(world).toMatchObject({
    groups: [
      { name: "a", weight: 1 },
      { name: "b", weight: 3 },
    ],
  });
});

test.each([
  ["rounds=0", "rounds=0 rounds: got 0, expected a whole number of at least 1"],
  ["round=5", 'round=5 round: unknown key; did you mean "rounds"?'],
  ["world.usrs=3", 'world.usrs=3 world.usrs: unknown key; did you mean "users"?'],
  [
    "users.attention={kind: power, exp: 1}",
    "users.attention={kind: power, exp: 1} users.attention.exp: unknown key; with kind power the keys are kind, exponent",
  ],
  [
    "arms.a.data.regime=replac",
    'arms.a.data.regime=replac arms.a.data.regime: got "replac" (text), expected one of accumulate, replace, window, subsample; did you mean "replace"?',
  ],
  [
    "world.kind=shares",
    "world.kind=shares world.users: missing, expected a whole number above 0",
    "world.kind=shares world.shares: missing, expected a mapping of items, exponent, or a list of at least 2, each a number of at least 0, or a list of at least 1, each a list of at least 2, each a number of at least 0",
  ],
  [
    "world.groups.0.weight=0",
    "world.groups.0.weight=0 world.groups: got a mapping, expected a list of at least 1, each a mapping of name, weight, taste",
  ],
  ["rounds", 'rounds: got no "=", expected path=value, such as rounds=20'],
  ["rounds=", 'rounds=: got no value after "=", expected one; an empty text is written ""'],
  ["=3", '=3: got the key "" in a path, expected names with single dots between them'],
  ["a..b=3", 'a..b=3: got the key "" in a path, expected names with single dots between them'],
  ["__proto__.x=3", '__proto__.x=3: got the key "__proto__" in a path, expected names with single dots between them'],
  [`${"a.".repeat(20)}b=1`, `${"a.".repeat(20)}b=1: got a path of 21 names, expected at most 16`],
  ["rounds=[1", "rounds=[1 rounds: not YAML 1.2: Flow sequence must end with a ]"],
  ["rounds={a: 1, a: 2}", "rounds={a: 1, a: 2} rounds.a: got the key twice, expected it once"],
])("refuses --set %s", (set, ...messages) => {
  expect(errors(small, set)).toEqual(messages.map((message) => `--set ${message}`));
});

test("an override that is no override is told with the file's own problems", () => {
  expect(errors(`${small}rounds: 0\n`, "seed")).toEqual([
    "shop.yaml:3:9 rounds: got 0, expected a whole number of at least 1",
    '--set seed: got no "=", expected path=value, such as rounds=20',
  ]);
});
