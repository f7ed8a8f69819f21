import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { inThisThread, runExperiment } from "../../src/experiment/index.ts";
import { concatRows } from "../../src/log/index.ts";
import { countsOf, pairHhi, replicates, squares, validity, zipf } from "./laws.ts";
import { zOfMean } from "./statistics.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const N = 50;
const K = 20;
const q = zipf(K, 1);

test("A1, Wright-Fisher: diversity falls by 1/N a round, and fidelity with it, R = 250", async () => {
  const times = [1, 5, 20];
  const seen = await replicates(core, validity("wright-fisher"), 250, times, ({ interactions: { rows } }) => {
    const counts = countsOf(rows.item, K);
    return {
      diversity: 1 - pairHhi(counts),
      distance: counts.reduce((sum, c, i) => sum + (c / N - q[i]!) ** 2 / q[i]!, 0),
      first: counts[0]! / N,
      rows: rows.item.length,
    };
  });
  times.forEach((t, n) => {
    const of = (name: "diversity" | "distance" | "first") => seen[n]!.map((values) => values[name]);
    expect(seen[n]!.every(({ rows }) => rows === N)).toBe(true);
    expect(Math.abs(zOfMean(of("diversity"), (1 - squares(q)) * (1 - 1 / N) ** (t - 1)))).toBeLessThan(4);
    expect(Math.abs(zOfMean(of("distance"), (K - 1) * (1 - (1 - 1 / N) ** t)))).toBeLessThan(4);
    expect(Math.abs(zOfMean(of("first"), q[0]!))).toBeLessThan(4); // a martingale
  });
});

test("A2: a tenth of fresh authentic clicks, drawn click by click, reaches the stationary law, R = 150", async () => {
  const alpha = 0.1;
  const r = (1 - 1 / N) * (1 - alpha) ** 2;
  const stationary = (1 / N + (1 - 1 / N) * (1 - (1 - alpha) ** 2) * squares(q)) / (1 - r);
  expect(1 / (1 - r)).toBeCloseTo(4.849661, 6);
  const times = [1, 10, 25];
  const seen = await replicates(core, validity("fresh-authentic"), 150, times, ({ interactions: { rows } }) => {
    return {
      hhi: squares(countsOf(rows.item, K).map((c) => c / N)),
      authentic: rows.provenance.reduce((sum, p) => sum + (p === 0 ? 1 : 0), 0),
    };
  });
  times.forEach((t, n) => {
    const expected = stationary + (squares(q) - stationary) * r ** t;
    expect(
      Math.abs(
        zOfMean(
          seen[n]!.map(({ hhi }) => hhi),
          expected,
        ),
      ),
    ).toBeLessThan(4);
    const authentic = seen[n]!.map((values) => values.authentic);
    expect(Math.abs(zOfMean(authentic, alpha * N))).toBeLessThan(4);
    // independent by click, not αN exactly: binomial, its variance within 4 standard errors √(2 / R)
    const variance = authentic.reduce((sum, a) => sum + (a - alpha * N) ** 2, 0) / authentic.length;
    expect(Math.abs(variance / (N * alpha * (1 - alpha)) - 1)).toBeLessThan(4 * Math.sqrt(2 / authentic.length));
  });
});

test("A3, accumulate: the pool keeps H0 Π (1 - 1/(N j²)), R = 120", async () => {
  const times = [1, 5, 30];
  const seen = await replicates(core, validity("accumulate"), 120, times, ({ round, state }) => {
    const { item, round: past } = concatRows(...state.log);
    const pool = countsOf(
      item.filter((_, r) => past[r]! > 0),
      K,
    );
    return 1 - squares(pool.map((c) => c / (N * round)));
  });
  times.forEach((t, n) => {
    let expected = 1 - squares(q);
    for (let j = 1; j <= t; j++) expected *= 1 - 1 / (N * j * j);
    expect(Math.abs(zOfMean(seen[n]!, expected))).toBeLessThan(4);
  });
});

test("A7: communities under shrunken popularity follow the island model, R = 60", async () => {
  const scenario = validity("personalisation");
  const [D, n, m] = [5, 40, 0.1];
  if (scenario.world.kind !== "shares") throw new Error("a world of shares was expected");
  const shares = (scenario.world.shares as number[][]).map((row) => row.map((x) => x / row.reduce((a, b) => a + b, 0)));
  const meet = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const overPairs = (p: readonly (readonly number[])[]) => {
    let [within, between] = [0, 0];
    p.forEach((a, c) => {
      p.forEach((b, e) => {
        if (c === e) within += meet(a, b) / D;
        else between += meet(a, b) / (D * (D - 1));
      });
    });
    return { within, between };
  };
  const times = [1, 6, 20];
  const seen = await replicates(core, scenario, 60, times, ({ interactions: { rows } }) =>
    overPairs(
      shares.map((_, g) =>
        countsOf(
          rows.item.filter((__, r) => rows.user[r]! % D === g),
          8,
        ).map((c) => c / n),
      ),
    ),
  );
  let { within: f0, between: f1 } = overPairs(shares);
  const a = (1 - m) ** 2;
  for (let t = 1, at = 0; t <= 20; t++) {
    const g = f0 / D + (1 - 1 / D) * f1;
    [f0, f1] = [1 / n + (1 - 1 / n) * (a * f0 + (1 - a) * g), a * f1 + (1 - a) * g];
    if (times[at] !== t) continue;
    const values = seen[at++]!;
    expect(
      Math.abs(
        zOfMean(
          values.map(({ within }) => within),
          f0,
        ),
      ),
    ).toBeLessThan(4);
    expect(
      Math.abs(
        zOfMean(
          values.map(({ between }) => between),
          f1,
        ),
      ),
    ).toBeLessThan(4);
  }
});

test("the unbiased index that a scenario reports is the one by hand", async () => {
  const scenario = validity("wright-fisher", "replicates=1", "rounds=2");
  const { records } = await runExperiment(scenario, inThisThread(core));
  const [hhi] = await replicates(core, scenario, 1, [2], ({ interactions }) =>
    pairHhi(countsOf(interactions.rows.item, K)),
  );
  expect(records.map(({ round }) => round)).toEqual([0, 1, 2]);
  expect(Math.abs(records[2]!.metrics.choice_hhi! - hhi![0]!)).toBeLessThan(4 * 2 ** -53);
});
