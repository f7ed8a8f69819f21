import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { guardOf, type PluginOptions, withPart } from "../../src/plugins/index.ts";
import { type DrawPlugin, type RecommenderOptions, slotLaw } from "../../src/recommender/index.ts";
import { zOfCounts } from "../simulation/statistics.ts";
import { settingOf } from "./service.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

/** In proportion to 1, 1 / 4, 1 / 9, ... of what is left, from the end in every second slot: no weights could do that. */
const byRank: DrawPlugin = {
  part: "draw",
  name: "by-rank",
  pool: () => 5,
  chances({ items, slot }) {
    const weights = Float64Array.from(items, (_, n) => weight(n, items.length, slot));
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / sum);
  },
};

function weight(n: number, count: number, slot: number): number {
  return 1 / (1 + (slot % 2 === 0 ? n : count - 1 - n)) ** 2;
}

const slate = 3;
/** Seven items, of which the best five are drawn from. */
const scores = [5, 0.5, 3, 1, 1.5, 2, 4];
const inOrder = [0, 6, 2, 5, 4];

/** P(item | above) of the policy itself. */
function ranked(above: readonly number[], item: number): number {
  if (!inOrder.includes(item) || above.includes(item)) return 0;
  const left = inOrder.filter((i) => !above.includes(i));
  const own = (n: number) => weight(n, left.length, above.length);
  return own(left.indexOf(item)) / left.reduce((sum, _, n) => sum + own(n), 0);
}

const cases = [0, 0.3, 1, { by: "request", rate: 0.25 }].map((explore) => {
  const { by, rate } = typeof explore === "object" ? explore : { by: "slot", rate: explore };
  return { explore, by, rate };
});

/** P(slate), summed over the coins of exploration. */
function chanceOfSlate(items: readonly number[], by: string, rate: number): number {
  let [plain, mixed, uniform] = [1, 1, 1];
  items.forEach((item, slot) => {
    const above = items.slice(0, slot);
    const even = 1 / (scores.length - slot);
    plain *= ranked(above, item);
    mixed *= (1 - rate) * ranked(above, item) + rate * even;
    uniform *= even;
  });
  return by === "slot" ? mixed : (1 - rate) * plain + rate * uniform;
}

// 210 slates; 20,000 visits expect 95 of each under even draws
test.each(cases)("20,000 slates of a policy of one's own follow its law: ε $rate by $by", async (given) => {
  const { showing, service, occasions } = settingOf(core, { scores, options: { slate } }, 20_000, "one user");
  const plain: PluginOptions = { kind: "plugin", name: "by-rank", options: {} };
  const rank = withPart(plain, { part: byRank, guard: guardOf("the draw policy", () => "round 1") });
  const options = { ...showing.options, rank, explore: given.explore } as RecommenderOptions;
  const { items, chance } = await slotLaw({ ...showing, options }, service, occasions);
  const slates = [...scores.keys()].flatMap((a) =>
    [...scores.keys()].flatMap((b) => [...scores.keys()].map((c) => [a, b, c])),
  );
  const distinct = slates.filter((one) => new Set(one).size === slate);
  const expected = distinct.map((one) => chanceOfSlate(one, given.by, given.rate));
  const place = new Map(distinct.map((one, n) => [one.join(), n]));
  const counts = new Float64Array(distinct.length);
  for (let row = 0; row < 20_000; row++) {
    const shown = [...items.subarray(row * slate, (row + 1) * slate)];
    const n = place.get(shown.join())!;
    counts[n]!++;
    if (row >= 200) continue;
    const product = shown.reduce((p, item, slot) => p * chance(row, slot)(item), 1);
    expect(Math.abs(product / expected[n]! - 1)).toBeLessThan(1e-12);
  }
  expect(Math.abs(expected.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-12);
  expect(zOfCounts(counts, expected)).toBeLessThan(4);
});
