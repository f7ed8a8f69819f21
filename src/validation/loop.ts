import { runUnit, type UnitRound, worldOf } from "../experiment/index.ts";
import type { World } from "../world/index.ts";
import type { Laboratory, Replicates } from "./law.ts";

/** What of a scenario a loop law runs: its only arm, round by round, as `monoculture run` does. */
export interface LoopRun {
  readonly scenario: string;
  readonly set?: readonly string[];
  readonly rounds: number;
  readonly metrics?: readonly string[];
  /** the scenario's world as the law has it, where a scenario cannot say so */
  readonly staged?: (world: World) => World;
}

/** What one replicate is seen by. */
export interface Witness {
  /** @returns whether the replicate is over before its last round */
  see(round: UnitRound): boolean;
  /** what it says in the end */
  values(): readonly number[];
}

/**
 * Runs the replicates of a scenario, and lets a witness of its own see the rounds of each from round 1 on. They share one
 * world: a world of shares is the same for every key.
 */
export async function watch(
  { core, scenario: read }: Laboratory,
  { scenario: name, set = [], rounds, metrics = [], staged = (world) => world }: LoopRun,
  { seed, first, last }: Replicates,
  witness: () => Witness,
): Promise<Float64Array[]> {
  const scenario = read(name, [...set, `rounds=${rounds}`]);
  const options = { ...scenario, seed, metrics, log: "choices" as const };
  const [arm] = Object.values(options.arms);
  const world = staged(await worldOf(core, options.world, {}, { seed, replicate: first }));
  const rows: Float64Array[] = [];
  for (let replicate = first; replicate <= last; replicate++) {
    const seen = witness();
    for await (const round of runUnit(core, options, { world }, { arm: arm!.name, replicate, treatment: arm! })) {
      if (round.round > 0 && seen.see(round)) break;
    }
    rows.push(Float64Array.from(seen.values()));
  }
  return rows;
}

/** A witness that looks at some rounds alone: the values of the first, then those of the second, and so on. */
export function atRounds(rounds: readonly number[], look: (round: UnitRound) => readonly number[]): () => Witness {
  return () => {
    const values: number[] = [];
    return {
      see(round) {
        if (rounds.includes(round.round)) values.push(...look(round));
        return false;
      },
      values: () => values,
    };
  };
}

/**
 * How often each item was chosen in the round.
 * @throws Error where the round has not the rows that the law speaks of
 */
export function clicks({ round, log }: UnitRound, items: number, rows: number): Float64Array {
  const { length } = log!.rows.item;
  if (length !== rows) throw new Error(`round ${round} has ${length} clicks, but the law is about ${rows}`);
  const counts = new Float64Array(items);
  for (const item of log!.rows.item) counts[item]!++;
  return counts;
}
