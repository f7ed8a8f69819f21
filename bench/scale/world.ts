import type { Core } from "../../src/core/index.ts";
import { distinctPairs, emptyRows, type Rows } from "../../src/log/index.ts";
import type { World } from "../../src/world/index.ts";
import type { Point } from "./points.ts";

const TOPICS = 8;
const HELD_OUT_USERS = 10_000;
const PURPOSE = 220;
const key = { seed: 1, replicate: 1 };

/**
 * A world of a given size, built directly: what takes time here must not be the drawing of a realistic log. Tastes and
 * items are normal in eight topics, popularity falls by rank, every user is as active, and a log row is a user in turn and
 * an item by popularity (inverse CDF of rank^-1 in closed form). One row each of at most 10,000 users is held out.
 */
export function worldOf(core: Core, { users, items, rows, active }: Point): World {
  const stream = { key, purpose: PURPOSE, round: 0 };
  const normal = (count: number, slot: number) =>
    Float32Array.from({ length: count }, (_, k) => 0.5 * core.normal(stream, 0, k, slot));
  const intercepts = Float32Array.from({ length: items }, (_, i) => -core.log(i + 1));
  const log = logOf(core, users, items, rows);
  const held = Math.min(users, HELD_OUT_USERS, rows);
  const stands = Int32Array.from({ length: held }, (_, n) => Math.floor((n * users) / held));
  return {
    users,
    items,
    preferences: {
      factors: { dims: TOPICS, users: normal(users * TOPICS, 0), items: normal(items * TOPICS, 1) },
      scale: 1,
      intercepts,
      outside: true,
    },
    groups: new Int32Array(users),
    groupNames: ["everyone"],
    activity: { periods: active, counts: activity(users, active) },
    log,
    heldOut: distinctPairs(stands, itemsOf(core, items, held, 3), users, items),
    attributes: normal(items * TOPICS, 2),
    attributeDims: TOPICS,
  };
}

/** One choice in one of `periods` periods, so that a round sees one user in that many. */
function activity(users: number, periods: number): Int32Array {
  const counts = new Int32Array(users * periods);
  for (let u = 0; u < users; u++) counts[u * periods + (u % periods)] = 1;
  return counts;
}

function logOf(core: Core, users: number, items: number, rows: number): Rows {
  const user = new Int32Array(rows);
  for (let r = 0; r < rows; r++) user[r] = Math.floor((r * users) / rows);
  return { ...emptyRows(rows), user, item: itemsOf(core, items, rows, 4) };
}

/** By rank^-1: the cumulated weight to rank r is close to ln(1 + r) / ln(1 + items). */
function itemsOf(core: Core, items: number, count: number, slot: number): Int32Array {
  const stream = { key, purpose: PURPOSE, round: 1 };
  const scale = core.log(1 + items);
  const found = new Int32Array(count);
  for (let n = 0; n < count; n++) {
    found[n] = Math.min(items - 1, Math.floor(core.exp(scale * core.uniform(stream, 0, n, slot)) - 1));
  }
  return found;
}
