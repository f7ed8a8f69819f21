import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { distinctPairs, emptyRows } from "../../src/log/index.ts";
import { generator, zOfMean } from "./statistics.ts";
import { ials, optionsOf, run, worldOfShares } from "./support.ts";

const [USERS, ITEMS, LOGGED, HELD, k] = [60, 80, 8, 5, 10];

/** Distinct items for every user: those of the log, then those held out, each as likely. */
function randomPairs(random: () => number): readonly [logged: number[][], held: number[][]] {
  const drawn = Array.from({ length: USERS }, () => {
    const items = new Set<number>();
    while (items.size < LOGGED + HELD) items.add(Math.floor(ITEMS * random()));
    return [...items];
  });
  return [drawn.map((items) => items.slice(0, LOGGED)), drawn.map((items) => items.slice(LOGGED))];
}

const column = (rows: readonly number[][]) => ({
  user: Int32Array.from(rows.flatMap((items, u) => items.map(() => u))),
  item: Int32Array.from(rows.flat()),
});

test("what was held out at random cannot be foreseen: recall is that of chance, 40 worlds", async () => {
  const core = await loadCore();
  const recalls: number[] = [];
  for (let seed = 1; seed <= 40; seed++) {
    const [logged, held] = randomPairs(generator(seed));
    const log = { ...emptyRows(USERS * LOGGED), ...column(logged) };
    const { user, item } = column(held);
    const heldOut = distinctPairs(user, item, USERS, ITEMS);
    const world = { ...worldOfShares(core, { items: ITEMS, exponent: 0 }, USERS), log, heldOut };
    const given = { recommender: { model: { ...ials, factors: 8 }, slate: k }, rounds: 0, metrics: ["recall"], seed };
    recalls.push((await run(optionsOf(core, world, given)))[0]!.metrics.recall!);
  }
  // of the items that a user's log does not hold, the slate takes k, and any is held out with the same chance
  expect(Math.abs(zOfMean(recalls, (k * HELD) / (ITEMS - LOGGED) / Math.min(k, HELD)))).toBeLessThan(4);
});
