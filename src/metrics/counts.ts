/**
 * Sum of non-negative finite values, in index order.
 * @param what names the values in the error
 * @throws RangeError where a value is negative, infinite or NaN
 */
export function total(values: ArrayLike<number>, what: string): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (!(x >= 0 && x < Infinity)) {
      throw new RangeError(`${what}: value ${i} is ${x}, expected a finite number of at least 0; correct the counts`);
    }
    sum += x;
  }
  return sum;
}

/**
 * The same for counts: whole numbers.
 * @throws RangeError where a value is negative, infinite, NaN or not whole
 */
export function totalCount(counts: ArrayLike<number>, what: string): number {
  for (let i = 0; i < counts.length; i++) {
    const c = counts[i]!;
    if (!(c >= 0 && Math.trunc(c) === c)) {
      throw new RangeError(
        `${what}: count ${i} is ${c}, expected a whole number of at least 0; pass unweighted counts`,
      );
    }
  }
  return total(counts, what);
}

/**
 * The counts of the present catalogue: of every item that is available, and of every other that has a count all the
 * same (a row replayed from the log may name an item that has left).
 * @param counts (items)
 * @param available (items) 1 where the item can be shown
 * @throws RangeError where the lengths differ
 */
export function catalogueCounts(counts: Float64Array, available: Uint8Array): Float64Array {
  sameLength(counts, available, "counts and availability");
  const present = new Float64Array(counts.length);
  let n = 0;
  for (let i = 0; i < counts.length; i++) if (available[i] === 1 || counts[i] !== 0) present[n++] = counts[i]!;
  return present.subarray(0, n);
}

/** @throws RangeError where the two arrays do not have one entry for each item */
export function sameLength(a: ArrayLike<number>, b: ArrayLike<number>, what: string): void {
  if (a.length !== b.length) {
    throw new RangeError(`${what}: got ${a.length} and ${b.length} entries, expected one for each item in both`);
  }
}
