import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonicalBytes, digestOf, identityOf } from "../../src/results/index.ts";

const records = [
  { arm: "b", replicate: 1, round: 0, metrics: { gini: 0.5 } },
  { arm: "é", replicate: 2, round: 300, metrics: { gini: 1, coverage: -2.5 } },
];

describe("canonical bytes", () => {
  it("are those written out by hand", () => {
    // length and text of the arm, replicate, round, length and text of the metric, value
    const row = (...parts: readonly (readonly number[])[]) => parts.flat();
    const first = row([2, 0, 0, 0], [0xc3, 0xa9], [2, 0, 0, 0], [0x2c, 1, 0, 0]);
    const coverage = [8, 0, 0, 0, 0x63, 0x6f, 0x76, 0x65, 0x72, 0x61, 0x67, 0x65];
    const gini = [4, 0, 0, 0, 0x67, 0x69, 0x6e, 0x69];
    const byHand = Uint8Array.from([
      ...row(first, coverage, [0, 0, 0, 0, 0, 0, 0x04, 0xc0]),
      ...row(first, gini, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]),
      ...row([1, 0, 0, 0], [0x62], [1, 0, 0, 0], [0, 0, 0, 0], gini, [0, 0, 0, 0, 0, 0, 0xe0, 0x3f]),
    ]);
    expect(canonicalBytes(["é", "b"], records)).toEqual(byHand);
    expect(digestOf(["é", "b"], records)).toBe(createHash("sha256").update(byHand).digest("hex"));
  });

  it("do not depend on the order of records or of a record's metrics, but on that of the arms", () => {
    const shuffled = [{ ...records[1]!, metrics: { coverage: -2.5, gini: 1 } }, records[0]!];
    expect(digestOf(["b", "é"], shuffled)).toBe(digestOf(["b", "é"], records));
    expect(digestOf(["é", "b"], records)).not.toBe(digestOf(["b", "é"], records));
  });

  it("differ in the last bit of a value", () => {
    const next = [{ ...records[0]!, metrics: { gini: 0.5 + 2 ** -53 } }];
    expect(digestOf(["b"], next)).not.toBe(digestOf(["b"], [records[0]!]));
  });

  it("refuse a record of an arm that is not planned", () => {
    expect(() => canonicalBytes(["b"], records)).toThrow(/got a record of "é", expected one of b/);
  });
});

describe("identity", () => {
  const source = { scenario: '{"seed":1}', arms: ["a", "control-a"], logSha256: "00" };

  it("is the hash of the text that its documentation states", () => {
    const text = '{"results":3,"scenario":"{\\"seed\\":1}","arms":["a","control-a"],"log":"00"}';
    expect(identityOf(source)).toBe(createHash("sha256").update(text).digest("hex"));
  });

  it("changes with the scenario, the order of arms, the log and the list of friendships", () => {
    const { logSha256: _log, ...without } = source;
    const others = [
      { ...source, scenario: '{"seed":2}' },
      { ...source, arms: ["control-a", "a"] },
      { ...source, logSha256: "01" },
      without,
      { ...source, edgesSha256: "00" },
    ];
    expect(new Set([source, ...others].map(identityOf)).size).toBe(6);
  });
});
