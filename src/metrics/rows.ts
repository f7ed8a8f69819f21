import type { Csr } from "../core/index.ts";

/**
 * The indices of one row.
 * @throws RangeError where the matrix has no such row
 */
export function rowOf({ indptr, indices }: Csr, row: number): Int32Array {
  if (!(row >= 0 && row < indptr.length - 1)) {
    throw new RangeError(`metrics: user ${row} has no row, expected an id from 0 to ${indptr.length - 2}`);
  }
  return indices.subarray(indptr[row]!, indptr[row + 1]!);
}
