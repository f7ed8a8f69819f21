/** The numbers from 0 to length - 1 that satisfy a condition, ascending. */
export function indicesWhere(length: number, condition: (index: number) => boolean): Int32Array {
  const found = new Int32Array(length);
  let n = 0;
  for (let i = 0; i < length; i++) if (condition(i)) found[n++] = i;
  return n === length ? found : found.slice(0, n);
}

/** The values of a column at the given places. */
export function valuesAt(column: Int32Array, places: Int32Array): Int32Array {
  const values = new Int32Array(places.length);
  for (let n = 0; n < places.length; n++) values[n] = column[places[n]!]!;
  return values;
}
