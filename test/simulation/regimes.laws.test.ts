import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { accumulated, mixed, mixedLaw, pooledLaw, replicates, validity } from "./laws.ts";
import { zOfMean } from "./statistics.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const N = 50;

test("the published amplifications, and the two draws are two laws", () => {
  expect(mixedLaw("independent", 0.1).amplification).toBeCloseTo(4.849661, 6);
  expect(mixedLaw("stratified", 0.1).amplification).toBeCloseTo(4.807692, 6);
});

test.each([
  ["independent", "user"],
  ["stratified", "row"],
  ["stratified", "user"],
] as const)("A2: a tenth of fresh authentic clicks, %s by %s, follows its own law, R = 120", async (draw, unit) => {
  const times = [1, 10, 25];
  const law = mixedLaw(draw, 0.1);
  const scenario = validity("fresh-authentic", `data.authentic.draw=${draw}`, `data.authentic.unit=${unit}`);
  const seen = await replicates(core, scenario, 120, times, mixed);
  times.forEach((t, n) => {
    const of = (name: "hhi" | "distance" | "authentic") => seen[n]!.map((values) => values[name]);
    expect(Math.abs(zOfMean(of("hhi"), law.hhi(t)))).toBeLessThan(4);
    expect(Math.abs(zOfMean(of("distance"), law.distance(t)))).toBeLessThan(4);
    if (draw === "stratified") expect(new Set(of("authentic"))).toEqual(new Set([0.1 * N]));
    else {
      expect(Math.abs(zOfMean(of("authentic"), 0.1 * N))).toBeLessThan(4);
      expect(new Set(of("authentic")).size).toBeGreaterThan(4);
    }
  });
});

test("A3, subsampled: the pool keeps H0 (1 - 1/N) Π (1 - (1 - (1 - 1/N)²)/j²), R = 120", async () => {
  const times = [1, 2, 10, 30];
  const seen = await replicates(core, validity("subsample"), 120, times, accumulated);
  times.forEach((t, n) => {
    expect(Math.abs(zOfMean(seen[n]!, pooledLaw(t)))).toBeLessThan(4);
  });
});
