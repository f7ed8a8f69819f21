/** For each entry an index drawn in proportion to its weight, with the entry's uniform. */
export function drawByWeight(
  weights: Float64Array,
  entries: Int32Array,
  uniform: (entry: number, n: number) => number,
): Int32Array {
  const cumulative = weights.slice();
  for (let k = 1; k < cumulative.length; k++) cumulative[k]! += cumulative[k - 1]!;
  const total = cumulative[cumulative.length - 1]!;
  return entries.map((entry, n) => firstAbove(cumulative, uniform(entry, n) * total));
}

/** The first index whose cumulative weight exceeds the value; the last one with weight where rounding leaves none. */
export function firstAbove(cumulative: Float64Array, value: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulative[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
