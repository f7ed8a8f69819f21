/** The indices of the values in ascending order, equal values by index. Sorting numbers alone is several times faster. */
export function ascendingOrder(values: Float64Array): Int32Array {
  const sorted = values.slice().sort();
  const taken = new Int32Array(values.length);
  const order = new Int32Array(values.length);
  for (let n = 0; n < values.length; n++) {
    const first = firstAtLeast(sorted, values[n]!);
    order[first + taken[first]!++] = n;
  }
  return order;
}

/** The first index of an ascending array whose value is at least the one given; the length where none is. */
function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
