import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, parseScenario, resolvedYaml, type Scenario } from "../../src/scenario/index.ts";
import { parse, small } from "./support.ts";

const log = {
  kind: "log",
  log: { file: "data/orders.csv", columns: { user: "u", item: "i" }, where: "a > 0 and b = 'x: #y'" },
  splits: { tune: 0.2 },
};

const world = fc.oneof(
  fc.record({
    kind: fc.constant("drawn"),
    users: fc.integer({ min: 40, max: 90 }),
    items: fc.integer({ min: 40, max: 90 }),
  }),
  fc.constant(log),
);
const users = fc.record(
  {
    attention: fc.constantFrom<object>(
      { kind: "none" },
      { kind: "log" },
      { kind: "geometric", persistence: 0.5 },
      { kind: "power" },
    ),
    temperature: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    outside: fc.boolean(),
    drift: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  { requiredKeys: [] },
);
const model = fc.constantFrom<object>(
  { kind: "ials" },
  { kind: "ials", factors: 7, objective: "hu" },
  { kind: "popularity", exponent: 1.5 },
  { kind: "oracle" },
);
const recommender = fc.record({ model, slate: fc.integer({ min: 1, max: 20 }) }, { requiredKeys: [] });
const data = fc.record(
  {
    regime: fc.constantFrom("accumulate", "replace", "window"),
    seed: fc.constantFrom("keep", "drop"),
    authentic: fc.record({ share: fc.double({ min: 0, max: 0.5, noNaN: true }) }),
    rows: fc.constantFrom<unknown>("activity", 50, [1, 2], { start: 3 }, { start: 2.5, power: 2 }),
  },
  { requiredKeys: [] },
);
const sections = { users, recommender, data };
const arm = fc.option(fc.record({ description: fc.string(), ...sections }, { requiredKeys: [] }));
const scenario = fc.record(
  {
    version: fc.constant(1),
    world,
    description: fc.string({ unit: "binary" }),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    period: fc.constantFrom("month", "1", "null", "yes", "- x", "a: b", "1e3", "0x10"),
    ...sections,
    arms: fc.dictionary(fc.constantFrom("a", "b-2", "true", "null", "no", "e-1"), arm, { minKeys: 1 }),
    twins: fc.subarray(["none", "random", "popularity", "oracle"]),
    metrics: fc.constantFrom<unknown>("all", ["coverage"], ["rows", "ild"]),
    log: fc.constantFrom("none", "choices", "all"),
  },
  { requiredKeys: ["version", "world"] },
);

test("the resolved file gives an equal scenario, resolves to itself, and needs no name of a file", () => {
  fc.assert(
    fc.property(scenario, (given) => {
      const first = parse(JSON.stringify(given));
      const text = resolvedYaml(first);
      const again = parseScenario(text, { file: "elsewhere/other.yaml" });
      expect(again).toEqual(first);
      expect(resolvedYaml(again)).toBe(text);
      expect(canonicalJson(again)).toBe(canonicalJson(first));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("the resolved file writes every default out, and in an arm only what it changes", () => {
  const text = resolvedYaml(parse(`${small}arms:\n  a:\n  b: {data: {regime: replace}, recommender: {slate: 10}}\n`));
  expect(text).toMatch(/^version: 1\nname: shop\ndescription: ""\nseed: 1\nrounds: 10\n/);
  expect(text).toContain("\n    factors: 16\n");
  expect(text).toContain(
    'arms:\n  a:\n    description: ""\n  b:\n    description: ""\n    data:\n      regime: replace\n      seed: drop\ncontrol: true\n',
  );
});

const shuffled = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(shuffled);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, shuffled(part)]),
  );
};

test("the order of keys does not count in canonical JSON", () => {
  fc.assert(
    fc.property(scenario, (given) => {
      expect(canonicalJson(parse(JSON.stringify(shuffled(given))))).toBe(canonicalJson(parse(JSON.stringify(given))));
    }),
    { seed: 2, numRuns: 200 },
  );
});

test("canonical JSON leaves where the log's file is out, and nothing else", () => {
  const at = (file: string, where: string) => {
    return parse(JSON.stringify({ version: 1, world: { ...log, log: { ...log.log, file, where } } }));
  };
  expect(canonicalJson(at("a.csv", "x"))).toBe(canonicalJson(at("/b/c.parquet", "x")));
  expect(canonicalJson(at("a.csv", "x"))).not.toBe(canonicalJson(at("a.csv", "y")));
  expect(canonicalJson(at("a.csv", "x"))).not.toContain("a.csv");
  const changes = [
    "seed=2",
    "rounds=11",
    "users.drift=0.5",
    "data.seed=drop",
    "arms.baseline.users.drift=0.1",
    "log=all",
  ];
  const all = [canonicalJson(parse(small)), ...changes.map((set) => canonicalJson(parse(small, set)))];
  expect(new Set(all).size).toBe(changes.length + 1);
});

test.each([
  ["online-retail.yaml", "online-retail"],
  ["/a/b.c/My Scenario.YML", "my-scenario"],
  ["C:\\x\\wright_fisher.yaml", "wright-fisher"],
  ["2020-study.yaml", "2020-study"],
  ["-", "scenario"],
  ["É.yaml", "scenario"],
  [`${"x".repeat(63)}-y.yaml`, "x".repeat(63)],
])("a scenario in %s without a name is called %s", (file, name) => {
  expect(parseScenario(small, { file }).name).toBe(name);
});

test("a scenario is frozen, and plain enough to be posted", () => {
  const found = parse(`${small}arms: {a: {data: {rows: [1, 2]}}}\n`);
  expect(structuredClone(found)).toEqual(found);
  const open: unknown[] = [];
  const walk = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    if (!Object.isFrozen(value)) open.push(value);
    Object.values(value).forEach(walk);
  };
  walk(found);
  expect(open).toEqual([]);
  expect(() => {
    (found as { -readonly [Key in keyof Scenario]: Scenario[Key] }).rounds = 5;
  }).toThrow(TypeError);
});
