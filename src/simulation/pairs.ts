import { purposes } from "../core/purposes.ts";
import { indicesWhere } from "../log/index.ts";
import type { SimulationOptions } from "./options.ts";

/** Draws over all users there is room for, before one over those who are there. */
const TRIES = 8;

/**
 * (2 · pairs) pairs of distinct users who are there, by key. A pair lasts while both are there: where one is not, the next
 * draws of the pair decide, so that those of nobody else change.
 * @param present (users) 1 for who is there; everybody is, unless told
 */
export function keyedPairs(
  { core, key, world: { users }, measure }: SimulationOptions,
  present: Uint8Array | undefined,
): Int32Array {
  const here = present && indicesWhere(users, (u) => present[u] === 1);
  if ((here ? here.length : users) < 2) return new Int32Array(0);
  const stream = { key, round: 0, purpose: purposes.pairs };
  const pairs = new Int32Array(2 * measure.pairs);
  const drawn = (attempt: number, pair: number, among: number) => {
    const a = Math.trunc(core.uniform(stream, attempt, pair, 0) * among);
    const b = Math.trunc(core.uniform(stream, attempt, pair, 1) * (among - 1));
    return [a, b < a ? b : b + 1] as const;
  };
  for (let p = 0; p < measure.pairs; p++) {
    let [a, b] = drawn(0, p, users);
    for (let attempt = 1; present && !(present[a] && present[b]); attempt++) {
      [a, b] = attempt < TRIES ? drawn(attempt, p, users) : drawn(attempt, p, here!.length);
      if (attempt === TRIES) [a, b] = [here![a]!, here![b]!];
    }
    pairs[2 * p] = a;
    pairs[2 * p + 1] = b;
  }
  return pairs;
}

/** Users who stand in a pair, ascending. */
export function usersOf(pairs: Int32Array, users: number): Int32Array {
  const paired = new Uint8Array(users);
  for (const user of pairs) paired[user] = 1;
  return indicesWhere(users, (u) => paired[u] === 1);
}
