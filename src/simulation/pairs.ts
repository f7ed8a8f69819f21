import { purposes } from "../core/purposes.ts";
import { indicesWhere } from "../log/index.ts";
import type { SimulationOptions } from "./options.ts";

/** Draws over all users who have come so far, before one over those who are there. */
const TRIES = 8;

/** Who may stand in a pair. */
interface Candidates {
  /** users at round 0 */
  readonly residents: number;
  /** users so far, those who left included: the number of the next newcomer */
  readonly come: number;
  /** (users) 1 for who is there */
  readonly present: Uint8Array;
}

/**
 * (2 · pairs) pairs of distinct users who are there, by key. A pair is one of residents at first. A newcomer takes a place in
 * it as often as makes all pairs of those who have come as likely (the jumps of Lamping and Veach 2014, "A fast, minimal memory,
 * consistent hash algorithm"), so that a pair depends on nobody who comes later. It lasts while both are there; where one is
 * not, its next draws decide, so that those of other pairs do not change.
 */
export function keyedPairs(
  { core, key, measure }: Pick<SimulationOptions, "core" | "key" | "measure">,
  { residents, come, present }: Candidates,
): Int32Array {
  const here = indicesWhere(come, (u) => present[u] === 1);
  if (here.length < 2) return new Int32Array(0);
  const stream = { key, round: 0, purpose: purposes.pairs };
  const drawn = (attempt: number, pair: number, among: number) => {
    const a = Math.trunc(core.uniform(stream, attempt, pair, 0) * among);
    const b = Math.trunc(core.uniform(stream, attempt, pair, 1) * (among - 1));
    return [a, b < a ? b : b + 1] as const;
  };
  const since = (attempt: number, pair: number, member: number, resident: number) => {
    let user = resident;
    for (let n = residents, jump = 1; n < come; n = user + 1, jump++) {
      const next = Math.floor(n / core.uniform(stream, attempt, pair, 2 * jump + 1 + member));
      if (!(next < come)) break;
      user = next;
    }
    return user;
  };
  // residents are drawn without one of them twice, newcomers take their places each for itself: the chance of one twice
  const isTwice = (attempt: number, pair: number) => core.uniform(stream, attempt, pair, 2) < 1 / residents;
  const pairs = new Int32Array(2 * measure.pairs);
  for (let p = 0; p < measure.pairs; p++) {
    for (let attempt = residents < 2 ? TRIES : 0; ; attempt++) {
      const isLast = attempt === TRIES;
      const [first, second] = drawn(attempt, p, isLast ? here.length : residents);
      const a = isLast ? here[first]! : since(attempt, p, 0, first);
      const b = isLast ? here[second]! : since(attempt, p, 1, second);
      if (a === b || !(present[a] && present[b])) continue;
      if (!isLast && come > residents && a === first && b === second && isTwice(attempt, p)) continue;
      pairs[2 * p] = a;
      pairs[2 * p + 1] = b;
      break;
    }
  }
  return pairs;
}

/** Users who stand in a pair, ascending. */
export function usersOf(pairs: Int32Array, users: number): Int32Array {
  const paired = new Uint8Array(users);
  for (const user of pairs) paired[user] = 1;
  return indicesWhere(users, (u) => paired[u] === 1);
}
