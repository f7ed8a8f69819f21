import type { Mutant } from "../mutant.ts";

const propensity = "test/recommender/propensity.test.ts";
const inclusion = "test/recommender/inclusion.test.ts";

/** Faults of the recommender and of randomness. */
export const drawMutants: readonly Mutant[] = [
  {
    name: "ties go to the lower item number",
    file: "assembly/heap.ts",
    from: "return u == v ? load<i32>(a, 4) > load<i32>(b, 4) : u < v;",
    to: "return load<i32>(a, 4) > load<i32>(b, 4);",
    killedBy: { law: "random-slates-greedy", replicates: 30 },
  },
  {
    name: "a slot's propensity is worked out without the item right above it",
    file: "src/recommender/draw/way.ts",
    from: "const p = pass(ways, posterior, slate[slot]!, slate.subarray(0, slot));",
    to: "const p = pass(ways, posterior, slate[slot]!, slate.subarray(0, Math.max(0, slot - 1)));",
    killedBy: { test: propensity, title: "every item positive: $title" },
  },
  {
    name: "a row is logged with the propensity of the next slot",
    file: "src/simulation/further.ts",
    from: "slates.propensity[at]!",
    to: "slates.propensity[at + 1 < slates.propensity.length ? at + 1 : at]!",
    killedBy: {
      test: "test/simulation/edges.test.ts",
      title: "rows say where they come from: position, propensity and provenance go together",
    },
  },
  {
    name: "exploration is counted on top of ranking",
    file: "src/recommender/explore.ts",
    from: "(1 - rate) * chance(item, above) + rate * random(item, above)",
    to: "chance(item, above) + rate * random(item, above)",
    killedBy: {
      test: "test/recommender/slotLaw.test.ts",
      title: "chances of all items and of an empty slot sum to one, and a shown item's chance is its propensity",
    },
  },
  {
    name: "an item that stands above can be explored again",
    file: "src/recommender/explore.ts",
    from: "const free = (item: number) => isEligible(showing, user, item) && !holds(above, item);",
    to: "const free = (item: number) => isEligible(showing, user, item);",
    killedBy: { test: propensity, title: "every item positive: $title" },
  },
  {
    name: "whether a slot is explored is decided twice",
    file: "src/recommender/explore.ts",
    from: "core.uniform(stream, draw, user, slot) < rate;",
    to: "core.uniform(stream, draw, user, slot) < rate || core.uniform(stream, draw, user, slot + 64) < rate;",
    killedBy: { test: propensity, title: "every item positive: $title" },
  },
  {
    name: "an item's inclusion is that of the next rank",
    file: "src/recommender/draw/inclusion.ts",
    from: "look(Math.min(better, k), true, n)",
    to: "look(Math.min(better + 1, k), true, n)",
    killedBy: { test: inclusion, title: "greedy: inclusion is the sum over all slates (no two alike, ε 0.4)" },
  },
  {
    name: "uniforms depend on how many were drawn before, so on the other arms",
    file: "src/users/activity.ts",
    from: "core.uniform(stream, 0, u, 0)",
    to: "core.uniform(stream, Reflect.set(core, 'drawn', ((Reflect.get(core, 'drawn') as number) || 0) + 1) ? (Reflect.get(core, 'drawn') as number) : 0, u, 0)",
    killedBy: {
      test: "test/experiment/experiment.test.ts",
      title: "another arm, order of arms or replicate changes nobody else's numbers",
    },
  },
  {
    name: "which user is authentic depends on who else came",
    file: "src/simulation/mix.ts",
    from: "Float64Array.from(active, (u) => core.uniform(stream, 0, u, 0))",
    to: "Float64Array.from(active, (_, n) => core.uniform(stream, 0, n, 0))",
    killedBy: {
      test: "test/simulation/mix.test.ts",
      title: "whether a user is authentic is the user's own draw, whoever else comes",
    },
  },
  {
    name: "a free choice depends on its place in the list of occasions",
    file: "assembly/choose.ts",
    from: "drawOf(job, e), agentOf(job, r), 0)",
    to: "drawOf(job, e), e, 0)",
    killedBy: {
      test: "test/core/sampling.test.ts",
      title: "an entry's draw depends on its user, draw and slot, not on its place in the list",
    },
  },
  {
    name: "all replicates draw the same",
    file: "src/core/job.ts",
    from: "stream?.key.replicate ?? 0",
    to: "0",
    killedBy: { law: "wright-fisher", replicates: 40 },
  },
];
