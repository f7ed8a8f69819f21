import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { concatRows } from "../../src/log/index.ts";
import {
  accumulated,
  countsOf,
  mixed,
  mixedLaw,
  pairHhi,
  pooledLaw,
  replicates,
  squares,
  validity,
  zipf,
} from "../simulation/laws.ts";
import { zOfMean } from "../simulation/statistics.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const N = 50;
const K = 20;
const q = zipf(K, 1);
const H0 = 1 - squares(q);

test("A1, Wright-Fisher with R = 2,000: diversity, fidelity, survivors", async () => {
  const times = [1, 5, 20, 60];
  // E[items still chosen] by the ancestral process, to three digits: its rounding is below a fiftieth of a standard error
  const survivors = [15.082, 8.692, 3.906, 1.839];
  const seen = await replicates(core, validity("wright-fisher"), 2000, times, ({ interactions: { rows } }) => {
    const counts = countsOf(rows.item, K);
    return {
      diversity: 1 - pairHhi(counts),
      distance: counts.reduce((sum, c, i) => sum + (c / N - q[i]!) ** 2 / q[i]!, 0),
      alive: counts.filter((c) => c > 0).length,
    };
  });
  times.forEach((t, n) => {
    const of = (name: "diversity" | "distance" | "alive") => seen[n]!.map((values) => values[name]);
    expect(Math.abs(zOfMean(of("diversity"), H0 * (1 - 1 / N) ** (t - 1)))).toBeLessThan(4);
    expect(Math.abs(zOfMean(of("distance"), (K - 1) * (1 - (1 - 1 / N) ** t)))).toBeLessThan(4);
    expect(Math.abs(zOfMean(of("alive"), survivors[n]!))).toBeLessThan(4);
  });
});

test.each([0.02, 0.1, 0.5])("A2 with R = 1,000: a share of %d fresh clicks", async (alpha) => {
  const r = (1 - 1 / N) * (1 - alpha) ** 2;
  const stationary = (1 / N + (1 - 1 / N) * (1 - (1 - alpha) ** 2) * squares(q)) / (1 - r);
  const times = [1, 10, 40];
  const scenario = validity("fresh-authentic", `data.authentic.share=${alpha}`);
  const seen = await replicates(core, scenario, 1000, times, ({ interactions: { rows } }) =>
    squares(countsOf(rows.item, K).map((c) => c / N)),
  );
  times.forEach((t, n) => {
    expect(Math.abs(zOfMean(seen[n]!, stationary + (squares(q) - stationary) * r ** t))).toBeLessThan(4);
  });
});

test("A3 with R = 1,000: accumulating keeps H0 Π (1 - 1/(N j²))", async () => {
  const times = [1, 3, 10, 60];
  const seen = await replicates(core, validity("accumulate"), 1000, times, ({ round, state }) => {
    const { item, round: past } = concatRows(...state.log);
    const pool = countsOf(
      item.filter((_, r) => past[r]! > 0),
      K,
    );
    return 1 - squares(pool.map((c) => c / (N * round)));
  });
  times.forEach((t, n) => {
    let expected = H0;
    for (let j = 1; j <= t; j++) expected *= 1 - 1 / (N * j * j);
    expect(Math.abs(zOfMean(seen[n]!, expected))).toBeLessThan(4);
  });
});

test.each(
  [0.02, 0.1, 0.5].flatMap((alpha) => (["independent", "stratified"] as const).map((draw) => [draw, alpha] as const)),
)("A2 with R = 1,000: fresh clicks, %s, a share of %d: concentration and distance", async (draw, alpha) => {
  const times = [1, 10, 40];
  const law = mixedLaw(draw, alpha);
  const scenario = validity("fresh-authentic", `data.authentic.share=${alpha}`, `data.authentic.draw=${draw}`);
  const seen = await replicates(core, scenario, 1000, times, mixed);
  times.forEach((t, n) => {
    const of = (name: "hhi" | "distance") => seen[n]!.map((values) => values[name]);
    expect(Math.abs(zOfMean(of("hhi"), law.hhi(t)))).toBeLessThan(4);
    expect(Math.abs(zOfMean(of("distance"), law.distance(t)))).toBeLessThan(4);
    if (draw === "stratified") expect(seen[n]!.every(({ authentic }) => authentic === alpha * N)).toBe(true);
  });
});

test("A3 with R = 1,000: accumulating and subsampling keeps H0 (1 - 1/N) Π (1 - (1 - (1 - 1/N)²)/j²)", async () => {
  const times = [1, 3, 10, 60];
  const seen = await replicates(core, validity("subsample"), 1000, times, accumulated);
  times.forEach((t, n) => {
    expect(Math.abs(zOfMean(seen[n]!, pooledLaw(t)))).toBeLessThan(4);
  });
});
