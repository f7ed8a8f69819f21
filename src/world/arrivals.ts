import type { Core, Key } from "../core/index.ts";

/** Round 1 is played as the world stands at round 0: what later rounds are compared with. Newcomers come from here on. */
const FIRST = 2;

/**
 * How many have come by the start of a round, at so many a round on average: ⌊perRound · (round - 1) + φ⌋, φ in [0, 1) by
 * key. A whole number comes in every round alike; any other is rounded up or down, so that no total is off by one.
 */
export function arrivedBy(core: Core, key: Key, purpose: number, perRound: number, round: number): number {
  if (!(perRound > 0) || round < FIRST) return 0;
  const phase = core.uniform({ key, purpose, round: 0 }, 0, 0, 0);
  return Math.min(mostArrivedBy(perRound, round), Math.floor(perRound * (round - FIRST + 1) + phase));
}

/** How many can have come by the start of a round, whatever the key. */
export const mostArrivedBy = (perRound: number, round: number): number =>
  Math.ceil(perRound * Math.max(0, round - FIRST + 1));
