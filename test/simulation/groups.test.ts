import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { groupwiseNames } from "../../src/metrics/groupwise.ts";
import type { World } from "../../src/world/index.ts";
import { ials, optionsOf, run, smallWorld } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  const groups = [
    { name: "mainstream", weight: 3, taste: [2, 0.5, 0.5] },
    { name: "niche", weight: 1, taste: [0.1, 0.1, 2] },
  ];
  world = await smallWorld(core, { groups });
});

const of = (metrics: readonly string[]) =>
  run(optionsOf(core, world, { recommender: { model: ials, slate: 4 }, metrics, pairs: 400 }));

test("what is counted of groups adds up to what is counted of all, and means lie between", async () => {
  const about = (name: string) => [name, `${name}@mainstream`, `${name}@niche`];
  const names = ["rows", "users_served", "utility_current", "regret_current", "epc", "recall"];
  const [, ...rounds] = await of(names.flatMap(about));
  expect(rounds).toHaveLength(3);
  for (const { metrics } of rounds) {
    const values = (name: string) => about(name).map((one) => metrics[one]!);
    for (const name of ["rows", "users_served"]) {
      const [all, main, niche] = values(name);
      expect(main! + niche!).toBe(all);
      expect(niche).toBeGreaterThan(0);
    }
    const [served, main, niche] = values("users_served");
    for (const name of ["utility_current", "regret_current", "epc"]) {
      const [all, ofMain, ofNiche] = values(name);
      // sums of forty users in another order
      expect(Math.abs((main! * ofMain! + niche! * ofNiche!) / served! - all!)).toBeLessThan(1e-12);
      expect(ofMain).not.toBe(ofNiche);
    }
  }
});

test("the group of everybody has the values of the whole", async () => {
  const one = await smallWorld(core, { groups: [{ name: "all of them" }] });
  const names = groupwiseNames.flatMap((name) => [name, `${name}@all of them`]);
  const options = optionsOf(core, one, { recommender: { model: ials, slate: 4 }, metrics: names, pairs: 400 });
  for (const { metrics, round } of await run(options)) {
    if (round === 0) continue;
    for (const name of groupwiseNames) expect(metrics[`${name}@all of them`], name).toBe(metrics[name]);
    expect(Object.keys(metrics).length).toBeGreaterThan(50);
  }
});
