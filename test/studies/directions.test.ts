import { expect, test } from "vitest";
import { spreadOf } from "../../bench/studies/burghardt.ts";
import type { Chosen } from "../../bench/studies/choices.ts";
import { soldBy } from "../../bench/studies/sales.ts";
import { locateScenario } from "../../src/cli/shipped.ts";
import { loadCore, loadScenario, type SimulatedRound, simulate, simulationOf } from "../../src/index.ts";

const core = await loadCore({ threads: 1 });

/** The rounds of the loop of one arm and replicate of a shipped study, made smaller. */
async function roundsOf(study: string, arm: string, replicate: number, set: string[]): Promise<SimulatedRound[]> {
  const scenario = await loadScenario(locateScenario(study), { set });
  const rounds: SimulatedRound[] = [];
  for await (const round of simulate(await simulationOf(scenario, { arm, replicate, core }))) rounds.push(round);
  return rounds.slice(1);
}

test("Chaney et al.: popularity makes users more alike than the ideal recommender does", async () => {
  const set = ["rounds=8", "world.users=40", "measure.pairs=200", "metrics=[consumption_jaccard]"];
  const overlap = async (arm: string) =>
    (await roundsOf("studies/chaney-2018", arm, 1, set)).at(-1)!.metrics.consumption_jaccard!;
  // the whole study has .37 against .15 by step 10; here seeds 1 to 5 differ by .12 to .21
  expect((await overlap("popularity")) - (await overlap("ideal"))).toBeGreaterThan(0.07);
});

test("Burghardt and Lerman: greed makes popularity a matter of chance, random recommendation does not", async () => {
  const set = ["rounds=4", "world.users=200", "world.items=60", "metrics=[rows]"];
  const spread = async (arm: string) => {
    const chosen: Chosen[] = [];
    for (const replicate of [1, 2, 3]) {
      for (const { round, interactions } of await roundsOf("studies/burghardt-lerman-2022", arm, replicate, set)) {
        const { item } = interactions.chosen;
        chosen.push(...Array.from(item, (i) => ({ arm, replicate, round, user: -1, item: i, count: 1 })));
      }
    }
    const { relative } = spreadOf(arm, chosen, { rounds: 4, replicates: 3, items: 60 });
    return relative.slice(-3).reduce((sum, { value }) => sum + value, 0) / 3;
  };
  // the whole study has .94 against .04 in step 5; here seeds 1 to 5 have 4.4 to 5.7 times as much, random no more than sampling
  expect(await spread("greedy")).toBeGreaterThan(2 * (await spread("random")));
});

test("Gerstgrasser et al.: error grows where generations replace one another, and hardly where they add up", async () => {
  const set = ["rounds=12", "world.users=100", "world.items=40", "metrics=[js_original]"];
  const last = async (arm: string) =>
    (await roundsOf("studies/gerstgrasser-2024", arm, 1, set)).at(-1)!.metrics.js_original!;
  // the whole study has 3.6 times as much in generation 10; here seeds 1 to 5 have 3.0 to 5.9
  expect((await last("counts-replace")) / (await last("counts-accumulate"))).toBeGreaterThan(2);
});

test("Shumailov et al.: samples of samples narrow", async () => {
  const set = ["rounds=12", "world.users=100", "world.items=200", "metrics=[choice_effective_items]"];
  const rounds = await roundsOf("studies/shumailov-2024", "samples", 1, set);
  const [first, last] = [rounds[0]!, rounds.at(-1)!].map(({ metrics }) => metrics.choice_effective_items!);
  // the whole study has 115 items in generation 1 and 34 in 10; here seeds 1 to 5 keep .48 to .76
  expect(last! / first!).toBeLessThan(0.9);
});

test("Lee and Hosanagar: with recommendations choices are more concentrated over all users", async () => {
  const set = ["rounds=1", "world.users=600", "world.items=300", "metrics=[choice_gini]"];
  const gini = async (arm: string) =>
    (await roundsOf("studies/lee-hosanagar-2019", arm, 1, set)).at(-1)!.metrics.choice_gini!;
  // the whole study has .03 more; here seeds 1 to 5 have .03 to .07
  expect((await gini("item-based")) - (await gini("twin-none"))).toBeGreaterThan(0.015);
});

test("Fleder and Hosanagar: a filter by users concentrates what all buy; bestsellers do, and widen what each buys", async () => {
  const set = ["rounds=25", "metrics=[rows]"];
  const sold = async (arm: string) => {
    const chosen: Chosen[] = [];
    for (const { round, interactions } of await roundsOf("studies/fleder-hosanagar-2009", arm, 1, set)) {
      const { user, item } = interactions.rows;
      chosen.push(...Array.from(item, (i, n) => ({ arm, replicate: 1, round, user: user[n]!, item: i, count: 1 })));
    }
    return soldBy(chosen, 50, 50).map(({ values }) => values.at(-1)!.value);
  };
  const [[all, each], [allWithout, eachWithout]] = [await sold("bestsellers"), await sold("twin-none")];
  const [allAlike] = await sold("alike");
  // the whole study has .035 more; here seeds 1 to 5 have .031 to .052
  expect(allAlike! - allWithout!).toBeGreaterThan(0.015);
  // the whole study has .09 and .5 more; here seeds 1 to 5 have .08 to .11 and .18 to .68
  expect(all! - allWithout!).toBeGreaterThan(0.04);
  expect(each! - eachWithout!).toBeGreaterThan(0.05);
});
