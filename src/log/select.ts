/** The numbers from 0 to length - 1 that satisfy a condition, ascending. */
export function indicesWhere(length: number, condition: (index: number) => boolean): Int32Array {
  const found = new Int32Array(length);
  let n = 0;
  for (let i = 0; i < length; i++) if (condition(i)) found[n++] = i;
  return found.slice(0, n);
}
