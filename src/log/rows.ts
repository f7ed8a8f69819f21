/** The channel a row came through; the numbers are those of the `provenance` column. */
export const provenances = ["authentic", "recommended", "synthetic"] as const;
export type Provenance = (typeof provenances)[number];
export const AUTHENTIC = 0;
export const RECOMMENDED = 1;
export const SYNTHETIC = 2;

/** Interactions a model can be trained on, in columns of equal length. Round 0 is the authentic log. */
export interface Rows {
  readonly user: Int32Array;
  readonly item: Int32Array;
  readonly round: Int32Array;
  /** 0 authentic, 1 recommended, 2 synthetic */
  readonly provenance: Uint8Array;
  /** slot from which the item was chosen, from 0; -1 where there was no slate */
  readonly position: Int16Array;
  /** P(item at this slot | user, model, slots above); 0 where there was no slate */
  readonly propensity: Float64Array;
  /** P(item in the slate | user, model); 0 where there was no slate, and where no option asks for it */
  readonly inclusion: Float32Array;
  /** how much the row counts; 1 but for a log given as item shares */
  readonly value: Float64Array;
  /** what the user rates the item on consuming it; 0 where no model learns from ratings */
  readonly rating: Float32Array;
}

export function emptyRows(length = 0): Rows {
  return {
    user: new Int32Array(length),
    item: new Int32Array(length),
    round: new Int32Array(length),
    provenance: new Uint8Array(length),
    position: new Int16Array(length).fill(-1),
    propensity: new Float64Array(length),
    inclusion: new Float32Array(length),
    value: new Float64Array(length).fill(1),
    rating: new Float32Array(length),
  };
}

/** All rows in the order of the parts; the part itself where only one holds any. */
export function concatRows(...parts: readonly Rows[]): Rows {
  const filled = parts.filter((part) => part.user.length > 0);
  if (filled.length === 1) return filled[0]!;
  const all = emptyRows(filled.reduce((length, part) => length + part.user.length, 0));
  for (const name of Object.keys(all) as (keyof Rows)[]) {
    let length = 0;
    for (const part of filled) {
      all[name].set(part[name], length);
      length += part[name].length;
    }
  }
  return all;
}

/** The rows at the given places. */
export function pickRows(rows: Rows, places: Int32Array): Rows {
  const picked = emptyRows(places.length);
  for (const name of Object.keys(picked) as (keyof Rows)[]) {
    const [from, to] = [rows[name], picked[name]];
    for (let n = 0; n < places.length; n++) to[n] = from[places[n]!]!;
  }
  return picked;
}

/** The number of rows of each provenance: authentic, recommended, synthetic. */
export function countByProvenance(rows: Pick<Rows, "provenance">): [number, number, number] {
  const counts: [number, number, number] = [0, 0, 0];
  for (const provenance of rows.provenance) counts[provenance as 0 | 1 | 2]++;
  return counts;
}

/** How often each of 0 .. size - 1 stands in a column. */
export function countBy(column: Int32Array, size: number): Float64Array {
  const counts = new Float64Array(size);
  for (const id of column) counts[id]!++;
  return counts;
}
