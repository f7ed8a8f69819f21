import type { Showing } from "../recommend.ts";

/** What the slots of a slate have in common: how many there are, and how they are explored one by one. */
export interface Slots {
  readonly showing: Showing;
  readonly user: number;
  readonly k: number;
  /** ε: chance that a slot is explored; 0 where whole requests are */
  readonly rate: number;
  /** n: items the user may be shown */
  readonly eligible: number;
  /** P(in the slate) under greedy ranking */
  readonly greedy: GreedyTable;
  /** item at a place of the `draw`-th random order of what the user may be shown; -1 past its end */
  shuffled(draw: number, place: number): number;
}

/** P(an item is in a slate of k whose slots are explored with ε and hold the best ranked item left otherwise). */
export interface GreedyTable {
  /** of the item with `better` items ranked before it, among n that may be shown */
  ranked(better: number, n: number): number;
  /** of an item that is not ranked, where only `ranked` < k are */
  unranked(ranked: number, n: number): number;
}

/** It depends on ε, k, n and the item's rank alone, and is the same for all ranks from k on: one small table for each n. */
export function greedyTable(k: number, rate: number): GreedyTable {
  const known = new Map<string, number>();
  const look = (better: number, isRanked: boolean, n: number) => {
    const label = `${better} ${isRanked} ${n}`;
    const found = known.get(label) ?? chanceOfEntry(k, rate, better, isRanked, n);
    known.set(label, found);
    return found;
  };
  return {
    ranked: (better, n) => look(Math.min(better, k), true, n),
    unranked: (ranked, n) => look(ranked, false, n),
  };
}

/**
 * Slot by slot over the states (j better items above, o others above), the item itself not being among them. With
 * r = n - j - o items left,
 *
 *   P(item) = ε / r + (1 - ε) [j = better], P(a better one) = ε (better - j) / r + (1 - ε) [j < better]
 *
 * and an item that is not ranked leaves the slot empty instead, once all that are ranked stand above.
 */
function chanceOfEntry(k: number, rate: number, better: number, isRanked: boolean, n: number): number {
  let masses = new Float64Array((k + 1) * (k + 1));
  masses[0] = 1;
  let entered = 0;
  for (let slot = 0; slot < k; slot++) {
    const next = new Float64Array(masses.length);
    for (let j = 0; j <= slot; j++) {
      for (let o = 0; o <= slot - j; o++) {
        const at = j * (k + 1) + o;
        const mass = masses[at]!;
        if (mass === 0) continue;
        const left = n - j - o;
        const hasBetter = j < better;
        entered += mass * (rate / left + (isRanked && !hasBetter ? 1 - rate : 0));
        next[at + k + 1]! += mass * ((rate * (better - j)) / left + (hasBetter ? 1 - rate : 0));
        next[at + 1]! += mass * ((rate * Math.max(0, n - 1 - better - o)) / left);
        if (!isRanked && !hasBetter) next[at]! += mass * (1 - rate);
      }
    }
    masses = next;
  }
  return entered;
}
