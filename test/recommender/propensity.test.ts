import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { zOfCounts } from "../simulation/statistics.ts";
import { type Given, slatesOf } from "./service.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const DRAWS = 6_000;
const EMPTY = -1;

/** What was seen at one slot below the same slots above: how often each item, and the propensity it was logged with. */
interface Seen {
  readonly count: Map<number, number>;
  readonly propensity: Map<number, number>;
  visits: number;
}

/**
 * Slots by the slots above them. Scores are float32 in the core and products of float64 outside it: relative errors of
 * 2⁻²⁴ a score, in a total of M of them, for which 16 · 2⁻²⁴ of a probability is enough with M = 6.
 */
const slack = 16 * 2 ** -24;

async function observe(given: Given): Promise<Map<string, Seen>> {
  const bySlotsAbove = new Map<string, Seen>();
  for (const { items, propensity } of await slatesOf(core, given, DRAWS, "many")) {
    items.forEach((item, slot) => {
      const above = items.slice(0, slot).join(" ");
      const label = `${slot}: ${above}`;
      const seen = bySlotsAbove.get(label) ?? { count: new Map(), propensity: new Map(), visits: 0 };
      bySlotsAbove.set(label, seen);
      seen.visits++;
      seen.count.set(item, (seen.count.get(item) ?? 0) + 1);
      const logged = propensity[slot]!;
      const before = seen.propensity.get(item) ?? logged;
      const sound = item === EMPTY ? logged === 0 : logged > 0 && logged <= 1 + slack;
      if (!(sound && Math.abs(logged - before) <= slack)) {
        throw new Error(`slot ${label}: item ${item} has propensity ${logged}, before ${before}`);
      }
      if (item !== EMPTY) seen.propensity.set(item, before);
    });
  }
  return bySlotsAbove;
}

const scores = [5, 0.5, 3, 0, 1.5, -2];
const worlds: Record<string, Partial<Given> & Pick<Given, "scores">> = {
  "every item positive": { scores: [5, 0.5, 3, 1, 1.5, 2] },
  "fewer positive scores than slots": { scores: [5, -1, 3, 0, -0.5, -2] },
  "no positive score": { scores: [-1, -2, 0, 0, -5, -0.5] },
  "items that cannot be retrieved": { scores, retrievable: [1, 1, 0, 1, 1, 0] },
  "no positive score, items that cannot be retrieved": { scores: [0, 0, 0, 0, 0, 0], retrievable: [1, 0, 1, 1, 0, 1] },
  "equal scores, items that cannot be retrieved": { scores: [1, 1, 1, 1, 1, 1], retrievable: [1, 0, 1, 1, 0, 0] },
  "fewer retrievable items than slots": { scores, retrievable: [1, 0, 0, 0, 1, 0] },
  "nothing to retrieve": { scores, retrievable: [0, 0, 0, 0, 0, 0] },
  "consumed and unavailable items": { scores, excluded: [0, 4], available: [1, 1, 1, 1, 1, 0] },
  "fewer eligible items than slots": { scores, excluded: [0, 1, 4], available: [1, 1, 1, 0, 1, 1] },
  "a cold user": { scores: [9, 9, 9, 9, 9, 9], coldScores: [1, 2, 3, 4, 5, 6] },
};
const ranks = ["greedy", "proportional", { kind: "softmax", temperature: 2 }];
const explorations = [0, 0.3, 1, { by: "request", rate: 0.4 }];
const policies = ranks.flatMap((rank) => explorations.map((explore) => ({ rank, explore })));
const nameOf = (value: unknown) => (typeof value === "object" ? Object.values(value!).join(" ") : value);

for (const [name, world] of Object.entries(worlds)) {
  const named = policies.map((policy) => ({ ...policy, title: `${nameOf(policy.rank)}, ε ${nameOf(policy.explore)}` }));
  test.each(named)(`${name}: $title`, async ({ rank, explore }) => {
    const seen = await observe({ ...world, options: { slate: 3, rank, explore } });
    let judged = 0;
    for (const { count, propensity, visits } of seen.values()) {
      const sum = [...propensity.values()].reduce((a, b) => a + b, 0);
      expect(sum).toBeLessThanOrEqual(1 + slack);
      const labels = [...count.keys()];
      const chances = labels.map((item) => (item === EMPTY ? 1 - sum : propensity.get(item)!));
      // Items of together probability q stay unseen in n visits with (1 - q)^n: below 10^-6 unless q < 14 / n. Where a slot
      // was left empty, the empty one has the rest.
      if (!count.has(EMPTY)) expect(1 - sum).toBeLessThanOrEqual(14 / visits + slack);
      // judged where every category is expected often enough for χ²
      if (count.has(EMPTY)) expect(1 - sum).toBeGreaterThan(slack);
      if (chances.some((p) => p * visits < 8) || 1 - sum > slack === !count.has(EMPTY)) continue;
      judged++;
      expect(
        Math.abs(
          zOfCounts(
            labels.map((item) => count.get(item)!),
            chances,
          ),
        ),
      ).toBeLessThan(4.5);
    }
    expect(judged).toBeGreaterThan(0);
  });
}
