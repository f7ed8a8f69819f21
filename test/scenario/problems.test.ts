import { expect, test } from "vitest";
import { ScenarioError } from "../../src/scenario/index.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";
import { usersSchema } from "../../src/users/index.ts";
import { errors, parse, small } from "./support.ts";

const log = (rest: string) =>
  `version: 1\nworld:\n  kind: log\n  log: {file: a.csv, columns: {user: u, item: i}}\n${rest}`;
const shares = (given: string) =>
  `version: 1\nrecommender: {slate: 1, model: {kind: random}}\nworld: {kind: shares, users: 9, shares: ${given}}\n`;
const rows =
  "activity, or a whole number above 0, or a list of at least 1, each a whole number above 0, or a mapping of start, power";
const topKeys = Object.keys(scenarioSchema.shape).join(", ");

test.each<[string, ...unknown[]]>([
  // missing: at the parent
  [
    "rounds: 3\n",
    "1:1 version: missing, expected 1",
    "1:1 world: missing, expected a mapping whose kind is one of drawn, shares, log",
  ],
  [
    "version: 1\nworld:\n  kind: drawn\n  users: 9\n",
    "2:1 world.items: missing, expected a whole number of at least 2",
  ],
  ["version: 1\nworld: {users: 9, items: 9}\n", "2:1 world.kind: missing, expected one of drawn, shares, log"],
  [
    `${small}recommender: {model: {factors: 3}}\n`,
    "3:15 recommender.model.kind: missing, expected one of ials, bpr, explicit, itemKnn, userKnn, content, social, popularity, random, oracle, plugin",
  ],
  // unknown keys: at the key
  [`${small}round: 3\n`, '3:1 round: unknown key; did you mean "rounds"?'],
  [`${small}zebra: 3\n`, `3:1 zebra: unknown key; the keys here are ${topKeys}`],
  [`${small}users: {drfit: 1}\n`, '3:9 users.drfit: unknown key; did you mean "drift"?'],
  [
    `${small}users: {attention: {kind: power, persistence: 1}}\n`,
    "3:34 users.attention.persistence: unknown key; with kind power the keys are kind, exponent",
  ],
  [`${small}constructor: 1\n`, `3:1 constructor: unknown key; the keys here are ${topKeys}`],
  // types
  [
    `${small}measure: {pairs: 10_000}\n`,
    '3:18 measure.pairs: got "10_000" (text), expected a whole number of at least 1; a number in YAML 1.2 has no underscores, write 10000',
  ],
  [
    `${small}rounds: "5"\n`,
    '3:9 rounds: got "5" (text), expected a whole number of at least 1; write the number without quotes',
  ],
  [`${small}rounds: five\n`, '3:9 rounds: got "five" (text), expected a whole number of at least 1'],
  [`${small}rounds: 1.5\n`, "3:9 rounds: got 1.5, expected a whole number of at least 1"],
  [`${small}rounds: 0\n`, "3:9 rounds: got 0, expected a whole number of at least 1"],
  [`${small}rounds: true\n`, "3:9 rounds: got true, expected a whole number of at least 1"],
  [`${small}rounds: {}\n`, "3:9 rounds: got an empty mapping, expected a whole number of at least 1"],
  [
    `${small}rounds:\n`,
    "3:1 rounds: got nothing, expected a whole number of at least 1; leave the key out for its default",
  ],
  [`${small}seed: 4294967296\n`, "3:7 seed: got 4294967296, expected a whole number from 0 to 4294967295"],
  [`${small}seed: -1\n`, "3:7 seed: got -1, expected a whole number from 0 to 4294967295"],
  [`${small}control: yes\n`, '3:10 control: got "yes" (text), expected true or false'],
  [
    `${small}twins: random\n`,
    '3:8 twins: got "random" (text), expected a list, each one of none, random, popularity, oracle',
  ],
  [
    `${small}users: []\n`,
    `3:8 users: got an empty list, expected a mapping of ${Object.keys(usersSchema.shape).join(", ")}`,
  ],
  [`${small}period: ""\n`, '3:9 period: got "" (text), expected text of 1 to 40 letters'],
  ["version: 2\nworld: {kind: drawn, users: 99, items: 99}\n", "1:10 version: got 2, expected 1"],
  // .nan and .inf
  [
    `${small}data: {weights: {authentic: .nan}}\n`,
    "3:29 data.weights.authentic: got .nan (not a number), expected a number of at least 0",
  ],
  [
    `${small}data: {weights: {synthetic: .inf}}\n`,
    "3:29 data.weights.synthetic: got .inf (infinity), expected a number of at least 0",
  ],
  [
    `${small}measure: {tail: -.inf}\n`,
    "3:17 measure.tail: got -.inf (infinity), expected a number above 0 and below 1",
  ],
  // enumerations and kinds
  [
    `${small}data: {regime: repalce}\n`,
    '3:16 data.regime: got "repalce" (text), expected one of accumulate, replace, window, subsample; did you mean "replace"?',
  ],
  [
    `${small}data: {regime: forget}\n`,
    '3:16 data.regime: got "forget" (text), expected one of accumulate, replace, window, subsample',
  ],
  [`${small}log: 3\n`, "3:6 log: got 3, expected one of none, choices, all"],
  [
    "version: 1\nworld: {kind: drown}\n",
    '2:15 world.kind: got "drown" (text), expected one of drawn, shares, log; did you mean "drawn"?',
  ],
  [
    `${small}twins: [none, rnd, none]\n`,
    '3:15 twins.1: got "rnd" (text), expected one of none, random, popularity, oracle',
  ],
  [`${small}twins: [none, none]\n`, "3:8 twins: expected every twin once"],
  // unions
  [`${small}data: {rows: lots}\n`, `3:14 data.rows: got "lots" (text), expected ${rows}`],
  [
    `${small}data: {rows: activty}\n`,
    `3:14 data.rows: got "activty" (text), expected ${rows}; did you mean "activity"?`,
  ],
  [`${small}data: {rows: true}\n`, `3:14 data.rows: got true, expected ${rows}`],
  [`${small}data: {rows: -1}\n`, "3:14 data.rows: got -1, expected a whole number above 0"],
  [
    `${small}data: {rows: []}\n`,
    "3:14 data.rows: got an empty list, expected a list of at least 1, each a whole number above 0",
  ],
  [`${small}data: {rows: [5, 0]}\n`, "3:18 data.rows.1: got 0, expected a whole number above 0"],
  [`${small}data: {rows: {power: 1}}\n`, "3:8 data.rows.start: missing, expected a number above 0"],
  [shares("[1, x]"), '3:45 world.shares.1: got "x" (text), expected a number of at least 0'],
  [shares("[[1, 1], [1, -1]]"), "3:54 world.shares.1.1: got -1, expected a number of at least 0"],
  [
    shares("{item: 5}"),
    "3:33 world.shares.items: missing, expected a whole number of at least 2",
    '3:42 world.shares.item: unknown key; did you mean "items"?',
    "3:33 world.shares.exponent: missing, expected a number of at least 0",
  ],
  [
    "version: 1\nworld: {kind: drawn, users: 9, items: 90, groups: [{name: a, taste: [1, 2]}]}\nrecommender: {model: {kind: random}}\n",
    "2:51 world.groups: a group's taste needs one number, or one for each topic",
  ],
  // metrics
  [
    `${small}metrics: [coverage, coverag]\n`,
    expect.stringMatching(
      /^3:21 metrics\.1: got "coverag" \(text\), expected one of \d+: coverage, .*, \.\.\.; did you mean "coverage"\?$/,
    ),
  ],
  [
    `${small}metrics: none\n`,
    expect.stringMatching(
      /^3:10 metrics: got "none" \(text\), expected all, or a list of at least 1, each one of \d+: /,
    ),
  ],
  // names
  [
    `${small}name: My Shop\n`,
    '3:7 name: got "My Shop" (text), expected lower-case words and numbers joined by single hyphens',
  ],
  ...["Replace", "control", "control-a", "twin-b", "a_b", "2a"].map((name): [string, string] => [
    `${small}arms:\n  ${name}: {}\n`,
    `4:3 arms.${name}: got the name "${name}" (text), expected lower-case words joined by single hyphens, not beginning with "control" or "twin"`,
  ]),
  [`${small}arms: {}\n`, "3:7 arms: got no arm, expected at least one"],
  [`${small}arms: [a]\n`, "3:7 arms: got a list of 1, expected a mapping"],
  // logs
  [
    log("  periodDays: 1\n").replace("a.csv", '""'),
    '4:15 world.log.file: got "" (text), expected text that is not empty',
  ],
  [log("  periodDays: 0\n"), "5:15 world.periodDays: got 0, expected a number above 0"],
  [
    "version: 1\nworld: {kind: log, log: {file: a.csv}}\n",
    "2:20 world.log.columns: missing, expected a mapping of user, item, time, name",
  ],
])("%j", (text, ...messages) => {
  expect(errors(text).map((line) => line.replace("shop.yaml:", ""))).toEqual(
    [...messages].sort((a, b) => place(a) - place(b)),
  );
});

/** Line and column of an expected message, as one number; messages that are patterns stand alone. */
function place(message: unknown): number {
  const [line, column] = String(message).split(/[: ]/).map(Number);
  return line! * 1e6 + column!;
}

test("all problems are told at once, in the order of the file, overrides last", () => {
  const text = "version: 1\nrounds: 0\nworld:\n  kind: drawn\n  items: 1\n  users: 1\nseed: -1\n";
  expect(errors(text, "replicates=0").map((line) => line.replace(/: got .*/, ""))).toEqual([
    "shop.yaml:2:9 rounds",
    "shop.yaml:5:10 world.items",
    "shop.yaml:6:10 world.users",
    "shop.yaml:7:7 seed",
    "--set replicates=0 replicates",
  ]);
});

test("twenty problems are shown, all are held", () => {
  const text = `${small}metrics: [${[..."abcdefghijklmnopqrstuvw"].join(", ")}]\n`;
  const lines = errors(text);
  expect(lines).toHaveLength(21);
  expect(lines[20]).toBe("and 3 more");
  try {
    parse(text);
    expect.unreachable();
  } catch (error) {
    const { problems } = error as ScenarioError;
    expect(error).toBeInstanceOf(ScenarioError);
    expect(problems).toHaveLength(23);
    expect(problems[22]).toMatchObject({ line: 3, column: 77, path: "metrics.22" });
  }
});

test("what a file says cannot forge or break a line", () => {
  expect(errors(`${small}"a\\nb\\e": 1\n`)).toEqual([
    `shop.yaml:3:1 "a\\nb\\u001b": unknown key; the keys here are ${topKeys}`,
  ]);
  expect(errors(`${small}rounds: "${"x".repeat(100)}"\n`)).toEqual([
    `shop.yaml:3:9 rounds: got "${"x".repeat(60)}..." (text), expected a whole number of at least 1`,
  ]);
});

const few = "version: 1\nworld: {kind: drawn, users: 30, items: 12}\n";

test.each([
  [
    "factors",
    `${few}recommender: {model: {kind: ials, factors: 13}}\n`,
    "3:44 recommender.model.factors: got 13, expected at most 12, the number of items of the world",
  ],
  [
    "factors and users",
    "version: 1\nworld: {kind: drawn, users: 8, items: 20}\n",
    "1:1 recommender.model.factors: got 16 (the default), expected at most 8, the number of users of the world",
  ],
  [
    "slate",
    `${few}recommender: {slate: 13, model: {kind: random}}\n`,
    "3:22 recommender.slate: got 13, expected at most 12, the number of items of the world",
  ],
  [
    "pool",
    `${few}recommender: {slate: 5, model: {kind: random}, pool: 4}\n`,
    "3:54 recommender.pool: got 4, expected at least 5, the items of a slate",
  ],
  [
    "sources",
    `${few}recommender: {slate: 9, model: {kind: random}, retrieve: [{model: {kind: random}, count: 5}, {model: {kind: popularity}, count: 3}]}\n`,
    "3:58 recommender.retrieve: got 8, expected counts that together come to at least 9, the items of a slate",
  ],
  [
    "a re-ranker's slots",
    `${few}recommender: {slate: 3, model: {kind: random}}\narms:\n  a: {recommender: {rerank: [{kind: mmr}, {kind: random, slots: 4}]}}\n`,
    "5:65 arms.a.recommender.rerank.1.slots: got 4, expected at most 3, the items of a slate",
  ],
  [
    "a posterior and re-rankers",
    `${few}recommender: {slate: 3, model: {kind: ials, factors: 3}, rank: {kind: thompson}, rerank: [{kind: mmr}]}\n`,
    "3:71 recommender.rank.kind: got thompson, expected softmax, or neither sources nor re-rankers: a draw from the posterior has an order of its own, and takes no list of candidates",
  ],
  [
    "an arm's factors",
    `${few}recommender: {model: {kind: ials, factors: 9}}\narms:\n  a: {recommender: {model: {factors: 99}}}\n`,
    "5:38 arms.a.recommender.model.factors: got 99, expected at most 12, the number of items of the world",
  ],
  [
    "shares and ials",
    "version: 1\nworld: {kind: shares, users: 30, shares: {items: 20, exponent: 1}}\nrecommender:\n  model: {kind: ials}\n",
    "4:17 recommender.model.kind: got ials, expected one of popularity, random, oracle: a world of kind shares has item shares and no interactions of users to fit a model to",
  ],
  [
    "thompson without iALS",
    `${few}recommender: {model: {kind: oracle}, rank: {kind: thompson}}\n`,
    "3:51 recommender.rank.kind: got thompson, expected softmax, or a model of kind ials: no other has a posterior",
  ],
  [
    "shares of other lengths",
    shares("[[1, 1], [1, 1, 1]]"),
    "3:50 world.shares.1: got a list of 3, expected 2 shares as in the first group",
  ],
  [
    "shares of zero",
    shares("[0, 0]"),
    "3:41 world.shares: got shares that are all zero, expected at least one above zero",
  ],
  [
    "shares and a source that learns from users",
    `${shares("[1, 1]").replace("{slate: 1,", "{slate: 1, retrieve: [{model: {kind: itemKnn}}],")}`,
    "2:51 recommender.retrieve.0.model.kind: got itemKnn, expected one of popularity, random, oracle: a world of kind shares has item shares and no interactions of users to fit a model to",
  ],
  [
    "friends without a society",
    `${small}recommender: {model: {kind: social}}\n`,
    "3:29 recommender.model.kind: got social, expected a world with a society, whose friends it looks at; add world.society",
  ],
  [
    "synthetic rows of a model without factors",
    `${small}recommender: {model: {kind: itemKnn}}\ndata: {synthetic: {share: 0.1}}\n`,
    "3:29 recommender.model.kind: got itemKnn, expected a model with factors: data.synthetic samples rows from scores of the whole catalogue",
  ],
  [
    "slates drawn from a catalogue without scores",
    `${small}recommender: {model: {kind: itemKnn}, rank: proportional}\n`,
    "3:29 recommender.model.kind: got itemKnn, expected a model with factors: recommender.rank draws from scores of the whole catalogue; rank greedily, or from recommender.retrieve",
  ],
  [
    "factors of a source",
    `${small}recommender: {retrieve: [{model: {kind: popularity}}, {model: {kind: bpr, factors: 51}}]}\n`,
    "3:84 recommender.retrieve.1.model.factors: got 51, expected at most 50, the number of items of the world",
  ],
  [
    "always, in every arm",
    `${small}users: {choice: {kind: always}}\narms: {a: , b: }\n`,
    "3:8 users.outside: got true (the default), expected false: users whose choice is always take the first slots and leave nothing to an outside option",
  ],
  [
    "always, in an arm",
    `${small}arms:\n  a:\n  b: {users: {outside: true, choice: {kind: always}}}\n`,
    "5:24 arms.b.users.outside: got true, expected false: users whose choice is always take the first slots and leave nothing to an outside option",
  ],
  [
    "a twin's name",
    `${small}twins: [random]\narms:\n  random: {}\n  oracle: {}\n`,
    '5:3 arms.random: got the name of a twin, expected another name, or twins without "random"',
  ],
  [
    "shares of rows",
    `${small}data: {authentic: {share: 0.6}, synthetic: {share: 0.6}}\n`,
    "3:7 data: authentic.share and synthetic.share are shares of the same rows: their sum must be at most 1",
  ],
])("sections are checked against each other: %s", (_, text, message) => {
  expect(errors(text)).toEqual([`shop.yaml:${message}`]);
});

test("what is not used is not checked, and a log's size is not known yet", () => {
  const other = "arms:\n  a: {recommender: {slate: 3, model: {kind: popularity}}}\n";
  expect(errors(`version: 1\nworld: {kind: shares, users: 3, shares: [1, 2, 3]}\n${other}`)).toEqual([]);
  expect(errors(log("recommender: {slate: 5000, model: {kind: ials, factors: 512}}\n"))).toEqual([]);
});

test("what users have from friends needs a world where somebody has any", () => {
  const text = `
version: 1
world: {kind: shares, users: 5, shares: [3, 2, 1]}
recommender: {model: {kind: popularity}, slate: 2}
users: {wordOfMouth: 0.2}
arms:
  plain: {users: {wordOfMouth: 0}}
  pressed: {users: {wordOfMouth: 0, influence: {strength: 1}, discovery: {from: friends}}}
  heard: {}
`;
  const none = "in a world with world.society none, where nobody has friends; give the world a society";
  expect(errors(text)).toEqual([
    `shop.yaml:5:22 users.wordOfMouth: got 0.2 ${none}`,
    `shop.yaml:8:59 arms.pressed.users.influence.strength: got 1 ${none}`,
    `shop.yaml:8:81 arms.pressed.users.discovery.from: got friends ${none}`,
  ]);
});
