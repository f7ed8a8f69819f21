import type { WeightedCsr } from "../core/index.ts";
import type { WeightedPairs } from "../log/index.ts";

/**
 * Adds w · ŷ² for every pair that was shown and not chosen, w being its summed weight: left + w, right as it is. Rows
 * without an interaction stay without entries: their factors are zero with or without.
 */
export function withNegatives(rows: WeightedCsr, negatives: WeightedPairs | undefined): WeightedCsr {
  if (!negatives) return rows;
  const size = rows.indices.length + negatives.indices.length;
  const merged = {
    indptr: new Int32Array(rows.indptr.length),
    indices: new Int32Array(size),
    left: new Float32Array(size),
    right: new Float32Array(size),
  };
  let n = 0;
  for (let r = 0; r + 1 < rows.indptr.length; r++) {
    n = mergeRow(rows, negatives, r, merged, n);
    merged.indptr[r + 1] = n;
  }
  const { indptr, indices, left, right } = merged;
  return { indptr, indices: indices.slice(0, n), left: left.slice(0, n), right: right.slice(0, n) };
}

/** Writes a row's entries of both from entry n on, ascending. Returns where the next row begins. */
function mergeRow(rows: WeightedCsr, negatives: WeightedPairs, row: number, merged: WeightedCsr, n: number): number {
  const [end, last] = [rows.indptr[row + 1]!, negatives.indptr[row + 1]!];
  let [e, m] = [rows.indptr[row]!, negatives.indptr[row]!];
  if (e === end) return n;
  while (e < end || m < last) {
    const a = e < end ? rows.indices[e]! : Number.POSITIVE_INFINITY;
    const b = m < last ? negatives.indices[m]! : Number.POSITIVE_INFINITY;
    merged.indices[n] = Math.min(a, b);
    if (a <= b) {
      merged.left[n] = rows.left[e]!;
      merged.right[n] = rows.right[e++]!;
    }
    if (b <= a) merged.left[n]! += negatives.weights[m++]!;
    n++;
  }
  return n;
}
