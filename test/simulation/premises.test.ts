import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { metricNames } from "../../src/metrics/index.ts";
import type { SimulatedRound, SimulationOptions } from "../../src/simulation/index.ts";
import { simulate } from "../../src/simulation/index.ts";
import { premisesOf } from "../../src/simulation/premises.ts";
import type { World } from "../../src/world/index.ts";
import { type Given, ials, optionsOf, rowsText, run, smallWorld } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core);
});

/** A core that counts the passes over the whole catalogue that expected shares take. */
function counting() {
  const calls = { passes: 0 };
  const counted: Core = {
    ...core,
    logitMoments: (...given) => {
      calls.passes++;
      return core.logitMoments(...given);
    },
    expectedShares: (...given) => {
      calls.passes++;
      return core.expectedShares(...given);
    },
  };
  return { counted, calls };
}

test("simulations of one world whose users behave alike share their premises; others have their own", async () => {
  const own = { ...world };
  const { counted, calls } = counting();
  const of = async (given: Given) => {
    const premises = await premisesOf({ ...optionsOf(core, own, given), core: counted });
    return { ...premises, shares: premises.baseline.originalShares };
  };
  const first = await of({});
  expect(calls.passes).toBe(2);
  const alike = [
    await of({ seed: 9, replicate: 4 }),
    await of({ recommender: { slate: 2 }, data: { regime: "replace" } }),
  ];
  expect(calls.passes).toBe(2);
  for (const { shares, perChoice, baseline } of alike) {
    expect(shares).toBe(first.shares);
    expect(perChoice).toBe(first.perChoice);
    expect(baseline.authentic).toBe(first.baseline.authentic);
  }
  const cooler = await of({ users: { temperature: 0.5 } });
  const patient = await of({ users: { patience: 1 } });
  const inside = await of({ users: { outside: false } });
  expect(cooler.shares).not.toEqual(first.shares);
  expect([...patient.perChoice]).toEqual(new Array(own.users).fill(1));
  expect([...inside.perChoice]).toEqual(new Array(own.users).fill(1));
  expect(Math.min(...first.perChoice)).toBeGreaterThan(1);
  // what follows from the key and from measuring is each simulation's own
  expect(alike[0]!.baseline.pairs).not.toEqual(first.baseline.pairs);
  // another world of equal content has its own too
  const before = calls.passes;
  await premisesOf({ ...optionsOf(core, { ...world }, {}), core: counted });
  expect(calls.passes).toBe(before + 2);
});

const everything = (rounds: readonly SimulatedRound[]) => rounds.map((round) => [round.metrics, rowsText(round)]);

/** Several simulations, a round of each in turn. */
async function inTurn(list: readonly SimulationOptions[]): Promise<SimulatedRound[][]> {
  const running = list.map((options) => simulate(options));
  const seen: SimulatedRound[][] = list.map(() => []);
  for (let open = running.length; open > 0; ) {
    open = 0;
    for (const [n, simulation] of running.entries()) {
      const { done, value } = await simulation.next();
      if (done) continue;
      seen[n]!.push(value);
      open++;
    }
  }
  return seen;
}

test("simulations that share a world run as they would alone, whatever runs beside them", async () => {
  const treatments: Given[] = [
    { recommender: { model: ials } },
    { users: { drift: 0.4, organic: 0.3 }, recommender: { model: ials } },
    { users: { repeats: "deny" }, recommender: { model: { kind: "oracle" } }, data: { regime: "replace" } },
    { users: { outside: false }, data: { synthetic: { share: 0.3 } }, recommender: { model: ials } },
  ];
  const given = treatments.map((one) => ({ ...one, metrics: metricNames }));
  const together = await inTurn([...given, given[0]!].map((one) => optionsOf(core, world, one)));
  for (const [n, one] of given.entries()) {
    const alone = await run(optionsOf(core, structuredClone(world), one));
    expect(everything(together[n]!)).toEqual(everything(alone));
  }
  expect(everything(together.at(-1)!)).toEqual(everything(together[0]!));
});
