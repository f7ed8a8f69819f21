import { expect, test } from "vitest";
import { type Core, loadCore, parseScenario, prepare, worldOf } from "../../src/index.ts";

const core: Core = await loadCore({ threads: 1 });

async function worlds(truth: string) {
  const world = {
    ...{ kind: "drawn", users: 30, items: 20, topics: 3, qualitySigma: 1, truth },
    ...{
      groups: [{ name: "all", taste: { concentration: 5 } }],
      society: { kind: "smallWorld", degree: 4, rewiring: 0.5 },
    },
  };
  const scenario = parseScenario(JSON.stringify({ version: 1, world }), { file: "shared.yaml" });
  const prepared = await prepare(core, scenario);
  return Promise.all([1, 2].map((replicate) => worldOf(core, scenario.world, prepared, { seed: 3, replicate })));
}

test("replicates of a shared truth have all in common but their logs, and nothing where each draws its own", async () => {
  for (const truth of ["shared", "each"]) {
    const [one, two] = await worlds(truth);
    const same = (a: unknown, b: unknown) => (truth === "shared" ? expect(a).toEqual(b) : expect(a).not.toEqual(b));
    same(one!.preferences.factors.users, two!.preferences.factors.users);
    same(one!.preferences.factors.items, two!.preferences.factors.items);
    same(one!.preferences.intercepts, two!.preferences.intercepts);
    same(one!.activity, two!.activity);
    same(one!.friends, two!.friends);
    expect(one!.log.item).not.toEqual(two!.log.item);
    expect(one!.heldOut).not.toEqual(two!.heldOut);
  }
});
