import type { UnitRound } from "../experiment/index.ts";
import type { Column, Table } from "./tables.ts";

/** How often items were shown and chosen in one round of one arm's first replicate; only items that were shown. */
export interface ItemCounts {
  readonly arm: string;
  readonly round: number;
  readonly item: Int32Array;
  readonly exposures: Int32Array;
  readonly choices: Int32Array;
}

/** What the log calls the world's items. */
export interface ItemNames {
  readonly ids: readonly string[];
  readonly names?: readonly string[];
}

const MOST_ROUNDS = 50;

/** Whether a round's items are kept: at most fifty of the loop's rounds, evenly spread, the first and the last among them. */
export function keepsItems(round: number, rounds: number): boolean {
  if (round < 1 || rounds <= MOST_ROUNDS) return round >= 1;
  // round k is kept where it is one of 1 + nearest(j (rounds - 1) / 49), j = 0 … 49
  const j = Math.round(((round - 1) * (MOST_ROUNDS - 1)) / (rounds - 1));
  return 1 + Math.round((j * (rounds - 1)) / (MOST_ROUNDS - 1)) === round;
}

export function itemCountsOf({ arm, round, items }: UnitRound): ItemCounts | undefined {
  if (!items) return undefined;
  const item = Int32Array.from(items.exposures.keys()).filter((i) => items.exposures[i]! > 0);
  return {
    arm,
    round,
    item,
    exposures: item.map((i) => items.exposures[i]!),
    choices: item.map((i) => items.choices[i]!),
  };
}

/** Rows ordered by arm as planned, round and item. */
export function itemsTable(arms: readonly string[], counts: readonly ItemCounts[], names?: ItemNames): Table {
  const ordered = counts.toSorted((a, b) => arms.indexOf(a.arm) - arms.indexOf(b.arm) || a.round - b.round);
  const item = ordered.flatMap((part) => Array.from(part.item));
  const each = <T>(value: (part: ItemCounts) => T) =>
    ordered.flatMap((part) => Array.from(part.item, () => value(part)));
  const text = (values: readonly string[]): Column => ({ type: "VARCHAR", values: item.map((i) => values[i] ?? null) });
  return {
    arm: { type: "VARCHAR", values: each((part) => part.arm) },
    round: { type: "INTEGER", values: each((part) => part.round) },
    item: { type: "INTEGER", values: item },
    exposures: { type: "INTEGER", values: ordered.flatMap((part) => Array.from(part.exposures)) },
    choices: { type: "INTEGER", values: ordered.flatMap((part) => Array.from(part.choices)) },
    ...(names ? { item_id: text(names.ids) } : {}),
    ...(names?.names ? { item_name: text(names.names) } : {}),
  };
}
