import fc from "fast-check";
import { expect, test } from "vitest";
import { errors, small } from "./support.ts";

const start = 'expected a mapping that starts with "version: 1"';

test.each([
  ["an empty file", "", `shop.yaml:1:1: got nothing, ${start}`],
  ["only spaces", " \n\n", `shop.yaml:1:1: got nothing, ${start}`],
  ["only comments", "# a\n# b\n", `shop.yaml:1:1: got no value, ${start}`],
  ["a document without a value", "---\n", `shop.yaml:1:4: got nothing, ${start}`],
  ["a list", "# a\n- 1\n- 2\n", `shop.yaml:2:1: got a list of 2, ${start}`],
  ["a scalar", "hello", `shop.yaml:1:1: got "hello" (text), ${start}`],
  ["two documents", "version: 1\n---\nversion: 1\n", "shop.yaml:3:1: got a second document, expected one in a file"],
  [
    "another YAML",
    "%YAML 1.1\n---\nversion: 1\n",
    "shop.yaml:1:1: got the directive %YAML 1.1, expected YAML 1.2; leave the line out",
  ],
  ["a tag", "version: !one 1\n", "shop.yaml:1:10: not YAML 1.2: Unresolved tag: !one"],
  ["a tab", "world:\n\tkind: drawn\n", "shop.yaml:2:1: not YAML 1.2: Tabs are not allowed as indentation"],
  ["an open quote", 'name: "a\n', 'shop.yaml:2:1: not YAML 1.2: Missing closing "quote'],
  [
    "a key twice",
    `${small}rounds: 1\nseed: 2\nrounds: 3\n`,
    "shop.yaml:5:1 rounds: got the key twice, expected it once; it is first on line 3",
  ],
  [
    "a merge key",
    `${small}users:\n  <<: {outside: true}\n`,
    'shop.yaml:4:3 users."<<": got a merge key, expected the keys themselves; an arm is laid over the base by itself',
  ],
  ["a key that is a list", "[1]: 2\n", 'shop.yaml:1:1 "?": got a key that is not text, expected a name'],
  ["an alias of nothing", "a: *b\n", "shop.yaml:1:4 a: got the alias *b, expected an anchor &b above it"],
  [
    "an alias of itself",
    "a: &a\n  b: [*a]\n",
    "shop.yaml:2:7 a.b.0: got the alias *a inside its own value, expected one that ends",
  ],
  ["__proto__", `${small}__proto__: {rounds: 1}\n`, "shop.yaml:3:1 __proto__: unknown key"],
  ["NUL", "version: 1\nna\0me: x\n", "shop.yaml:2:3: got a NUL byte, expected YAML text; is this a scenario?"],
  [
    "a lone surrogate",
    "a: \ud800",
    "shop.yaml:1:4: got bytes that are not UTF-8, expected UTF-8 text; save the file as UTF-8",
  ],
])("refuses %s", (_, text, message) => {
  expect(errors(text)).toEqual([message]);
});

test("refuses bytes that are not UTF-8, and UTF-16, and takes a byte order mark", () => {
  const refused = (column: number) => [
    `shop.yaml:2:${column}: got bytes that are not UTF-8, expected UTF-8 text; save the file as UTF-8`,
  ];
  expect(errors(Uint8Array.of(0x61, 0x3a, 0x0a, 0x62, 0xff))).toEqual(refused(2));
  const utf16 = Uint8Array.from(Buffer.from(`\ufeff${small}`, "utf16le"));
  expect(errors(utf16)).toEqual(["shop.yaml:1:1: got UTF-16 text, expected UTF-8; save the file as UTF-8"]);
  expect(errors(new TextEncoder().encode(`\ufeff${small}`))).toEqual([]);
  expect(errors(`\ufeff${small.replaceAll("\n", "\r\n")}`)).toEqual([]);
});

test("refuses more than 1 MiB, and takes as much", () => {
  const filled = (bytes: number) => `${small}#${"x".repeat(bytes - small.length - 1)}`;
  expect(errors(filled(1 << 20))).toEqual([]);
  expect(errors(filled((1 << 20) + 1))).toEqual([
    "shop.yaml:1:1: got 1048577 bytes, expected at most 1048576 (1 MiB); is this a scenario?",
  ]);
});

test("an alias bomb is one error", () => {
  const letters = [..."abcdefghijklmnop"];
  const bomb = letters.map((name, i) => {
    return `${name}: &${name} [${Array(9)
      .fill(i === 0 ? "1" : `*${letters[i - 1]}`)
      .join(", ")}]`;
  });
  // up to line d the aliases stand for 9·10 + 9·91 + 9·820 = 8,289 values; the first of line e adds 1 + 9·820
  expect(errors(bomb.join("\n"))).toEqual([
    "shop.yaml:5:8 e.0: got aliases that stand for more than 10000 values, expected fewer; write the values out",
  ]);
});

test.each([
  ["[", 65],
  ["- ", 128],
  ["{a: ", 128],
  ["? ", 128],
])("ten thousand levels of %j are one error", (opening, column) => {
  const [line, ...others] = errors(opening.repeat(10_000));
  expect(line).toMatch(/^shop.yaml:1:\d+: got values nested more than 64 levels deep, expected a scenario's few$/);
  expect(Number(line!.split(":")[2])).toBeLessThanOrEqual(2 * column);
  expect(others).toEqual([]);
});

test("a file of marks alone is refused before anything is made of it", () => {
  expect(errors("]".repeat(1 << 20))).toEqual([
    "shop.yaml:1:100001: got more than 100000 words and marks, expected fewer; is this a scenario?",
  ]);
});

const scraps = fc.constantFrom(
  ...[
    "version: 1",
    "world:",
    "kind: drawn",
    "kind: shares",
    "users: 5",
    "items: .nan",
    "shares: [1, [2]]",
    "arms:",
    "a:",
  ],
  ...[
    "data: {regime: replace}",
    "rows: [1]",
    "model: {kind: popularity}",
    "<<: *a",
    "&a",
    "*a",
    "- ",
    "? ",
    ": ",
    "!!set",
  ],
  ...["{", "}", "[", "]", ",", '"', "'", "|", ">", "#", "---", "...", "\t", "%", "@", "__proto__: 1", "constructor: 1"],
  ...["recommender:", "users:", "twins: [none]", "metrics: [rows, rows]", "-.inf", "~", "0x1F", "\u2028", "\u0085"],
);
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc
    .array(fc.tuple(fc.nat(3), scraps, fc.constantFrom(" ", "\n")), { maxLength: 25 })
    .map((parts) =>
      parts.map(([depth, scrap, end]) => `${end === "\n" ? "  ".repeat(depth) : ""}${scrap}${end}`).join(""),
    ),
);

test("any text parses or is refused in words, one line a problem", () => {
  fc.assert(
    fc.property(text, fc.boolean(), (body, headed) => {
      for (const line of errors(headed ? small + body : body))
        expect(line).toMatch(/^(shop\.yaml:\d+:\d+.*: .+|and \d+ more)$/);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test("any bytes parse or are refused in words", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(errors(bytes).length).toBeGreaterThan(0);
    }),
    { seed: 1, numRuns: 500 },
  );
});

const json = fc.jsonValue({ maxDepth: 3 });
const key = fc.constantFrom(
  ...["world", "users", "recommender", "data", "arms", "metrics", "twins", "measure", "rounds", "name", "log"],
  ...[
    "arms.a",
    "arms.a.data.rows",
    "world.shares",
    "world.groups.0.taste",
    "users.attention",
    "recommender.model",
    "x.y",
  ],
);

test("any value under any key, in the file or set beside it, parses or is refused in words", () => {
  const base = { version: 1, world: { kind: "drawn", users: 100, items: 50 } };
  fc.assert(
    fc.property(key, json, fc.boolean(), (path, value, beside) => {
      const given = JSON.stringify(value);
      const lines = beside ? errors(small, `${path}=${given}`) : errors(JSON.stringify({ ...base, [path]: value }));
      for (const line of lines) expect(line).toMatch(/^(shop\.yaml:\d+:\d+|--set )/);
      for (const line of lines) expect(line).not.toMatch(/invalid (input|union)|undefined|\[object/i);
    }),
    { seed: 1, numRuns: 2000 },
  );
});
