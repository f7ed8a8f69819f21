import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { ials, optionsOf, run, smallWorld } from "./support.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const churnOf = (rounds: Awaited<ReturnType<typeof run>>) => rounds.map(({ metrics }) => metrics.list_churn);

test("slates drawn at random keep k of M items by chance: |z| < 4 over 40 rounds of 40 users", async () => {
  const world = await smallWorld(core);
  const recommender = { model: { kind: "random" }, slate: 6 };
  const options = optionsOf(core, world, { recommender, rounds: 40, metrics: ["list_churn"], pairs: 500 });
  const [before, ...rounds] = churnOf(await run(options));
  expect(before).toBeUndefined();
  const mean = rounds.reduce<number>((sum, x) => sum + x!, 0) / rounds.length;
  // what two slates of k of M items share is hypergeometric: its mean is k²/M, its variance k (k/M) (1 - k/M) (M-k)/(M-1)
  const [k, M] = [6, 30];
  const variance = (k * (k / M) * (1 - k / M) * ((M - k) / (M - 1))) / (k * k);
  expect(Math.abs(mean - (1 - k / M)) / Math.sqrt(variance / (40 * 40))).toBeLessThan(4);
});

test("a model that is not trained again shows the same lists, one that is trained does not", async () => {
  const world = await smallWorld(core);
  const options = (every: number) => {
    const recommender = { model: ials, slate: 6, every };
    return optionsOf(core, world, { recommender, rounds: 4, metrics: ["list_churn"] });
  };
  expect(churnOf(await run(options(100))).slice(2)).toEqual([0, 0, 0]);
  for (const churn of churnOf(await run(options(1))).slice(2)) expect(churn).toBeGreaterThan(0);
});

test("last slates are kept only where they are asked for, and all pairs' users have one", async () => {
  const world = await smallWorld(core);
  const kept = await run(optionsOf(core, world, { rounds: 2, metrics: ["list_churn"], pairs: 500 }));
  expect(kept[2]!.state.lastSlates!.users).toHaveLength(40);
  const without = await run(optionsOf(core, world, { rounds: 2, metrics: ["slate_jaccard"] }));
  expect(without[2]!.state).not.toHaveProperty("lastSlates");
});
