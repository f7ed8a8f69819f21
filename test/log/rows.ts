import { emptyRows, type Rows } from "../../src/log/index.ts";

/** One row: round, user, item, and, where it matters, provenance and value. */
export type Row = readonly [round: number, user: number, item: number, provenance?: number, value?: number];

export function rows(list: readonly Row[]): Rows {
  const all = emptyRows(list.length);
  list.forEach(([round, user, item, provenance = 0, value = 1], n) => {
    all.round[n] = round;
    all.user[n] = user;
    all.item[n] = item;
    all.provenance[n] = provenance;
    all.value[n] = value;
  });
  return all;
}

export const itemsOf = (parts: readonly Rows[]): number[] => parts.flatMap((part) => [...part.item]);
