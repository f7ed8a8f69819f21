import type { ResumePoint, UnitRound } from "../experiment/index.ts";
import type { RoundRecord } from "../metrics/index.ts";
import { type Checkpoint, closedState, saveCheckpoint } from "./checkpoint.ts";
import { type ItemCounts, itemCountsOf, keepsItems } from "./items.ts";
import type { RunFacts } from "./statement.ts";

interface Unit {
  readonly arm: string;
  readonly replicate: number;
  readonly records: RoundRecord[];
  readonly items: ItemCounts[];
  state?: NonNullable<ResumePoint["state"]>;
  savedAt: number;
  unsaved: boolean;
}

/** The rounds of all units, with checkpoints of them on disk. */
export interface Progress {
  /** Takes a round, and saves its unit at the last one, or where that has not been done for five seconds. */
  add(round: UnitRound): void;
  /** Saves what is newer than its checkpoint. */
  save(): void;
  items(): ItemCounts[];
}

const SAVE_EVERY_MS = 5_000;

/**
 * @param resumed checkpoints that the run goes on from
 * @param now a clock in milliseconds
 */
export function progressFrom(
  resumed: readonly Checkpoint[],
  { directory, identity, rounds }: Pick<RunFacts, "directory" | "identity" | "rounds">,
  now: () => number,
): Progress {
  const units = new Map<string, Unit>();
  const unitOf = (arm: string, replicate: number): Unit => {
    const name = `${arm}.${replicate}`;
    const unit = units.get(name) ?? { arm, replicate, records: [], items: [], savedAt: now(), unsaved: false };
    units.set(name, unit);
    return unit;
  };
  for (const { arm, replicate, records, items, state } of resumed) {
    const unit = unitOf(arm, replicate);
    unit.records.push(...records);
    unit.items.push(...items);
    unit.state = state;
  }
  const save = (unit: Unit) => {
    saveCheckpoint(directory, checkpointOf(unit, identity));
    unit.savedAt = now();
    unit.unsaved = false;
  };
  return {
    add(round) {
      const { arm, replicate, metrics } = round;
      const unit = unitOf(arm, replicate);
      unit.records.push({ arm, replicate, round: round.round, metrics });
      const items = keepsItems(round.round, rounds) ? itemCountsOf(round) : undefined;
      if (items) unit.items.push(items);
      const isLast = round.round >= rounds;
      const state = isLast ? closedState(round) : round.state;
      if (!state) return;
      unit.state = state;
      unit.unsaved = true;
      if (isLast || now() - unit.savedAt >= SAVE_EVERY_MS) save(unit);
    },
    save() {
      for (const unit of units.values()) if (unit.unsaved) save(unit);
    },
    items: () => [...units.values()].flatMap((unit) => unit.items),
  };
}

/** A unit up to its state, which may be older than its last round. */
function checkpointOf({ arm, replicate, records, items, state }: Unit, identity: string): Checkpoint {
  const upToState = <T extends { readonly round: number }>(all: readonly T[]) =>
    all.filter(({ round }) => round <= state!.round);
  return { identity, arm, replicate, records: upToState(records), state: state!, items: upToState(items) };
}
