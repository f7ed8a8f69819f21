import { join } from "node:path";
import { loadCore, loadScenario, prepare, type World, worldOf } from "../../src/index.ts";
import { type Chosen, choicesOf, groupedBy } from "./choices.ts";
import { ofMetrics, type Quantity, type Study, type Value } from "./study.ts";

const GROUPS = ["mainstream", "minority"] as const;
type Topics = Readonly<Record<(typeof GROUPS)[number], Float64Array>>;

/** Popularity and diversity of lists, and what becomes of the groups' tastes: the topics of all that they have consumed so far. */
export const mansoury: Study["quantities"] = async (run) => {
  const core = await loadCore({ threads: 1 });
  const scenario = await loadScenario(join(run.directory, "scenario.yaml"));
  const prepared = await prepare(core, scenario);
  const chosen = groupedBy(await choicesOf(run, "user"), ({ arm, replicate }) => `${arm}.${replicate}`);
  const further: Value[] = [];
  const apart: Value[] = [];
  for (let replicate = 1; replicate <= scenario.replicates; replicate++) {
    const world = await worldOf(core, scenario.world, prepared, { seed: scenario.seed, replicate });
    for (const arm of Object.keys(scenario.arms)) {
      const [start, ...later] = tastesBy(world, chosen.get(`${arm}.${replicate}`)!, scenario.rounds);
      later.forEach((now, n) => {
        const at = { arm, replicate, round: n + 1 };
        const moved = (group: (typeof GROUPS)[number]) => divergence(start![group], now[group]);
        further.push({ ...at, value: 1000 * (moved("minority") - moved("mainstream")) });
        const distance = ({ minority, mainstream }: Topics) => divergence(minority, mainstream);
        apart.push({ ...at, value: 1000 * (distance(now) - distance(start!)) });
      });
    }
  }
  return [
    ...(await ofMetrics("arp_initial", "coverage")(run)),
    { title: "Excess taste shift of the minority, mnat", format: ".2f", values: further },
    { title: "Change of the groups' distance, mnat", format: ".2f", values: apart },
  ] satisfies Quantity[];
};

/** Of each group the topics of what it had consumed by the end of rounds 0 to `rounds`, summing to one. */
export function tastesBy(world: World, chosen: readonly Chosen[], rounds: number): Topics[] {
  const { attributes, attributeDims: dims, groups, groupNames, log } = world;
  const sums: Topics = { mainstream: new Float64Array(dims), minority: new Float64Array(dims) };
  const add = (user: number, item: number, count: number) => {
    const sum = sums[groupNames[groups[user]!] as keyof Topics];
    for (let k = 0; k < dims; k++) sum[k]! += count * attributes[item * dims + k]!;
  };
  for (let row = 0; row < log.user.length; row++) add(log.user[row]!, log.item[row]!, 1);
  const byRound = groupedBy(chosen, ({ round }) => round);
  return Array.from({ length: rounds + 1 }, (_, round) => {
    for (const { user, item, count } of byRound.get(round) ?? []) add(user, item, count);
    return { mainstream: normalised(sums.mainstream), minority: normalised(sums.minority) };
  });
}

function normalised(sums: Float64Array): Float64Array {
  const total = sums.reduce((sum, x) => sum + x, 0);
  return sums.map((x) => x / total);
}

/** KL(p || q) in nats; every topic has been consumed by either group */
export function divergence(p: Float64Array, q: Float64Array): number {
  return p.reduce((sum, x, k) => (x > 0 ? sum + x * Math.log(x / q[k]!) : sum), 0);
}
