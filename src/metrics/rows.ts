import type { Csr } from "../core/index.ts";

/** @throws RangeError where the matrix has no such row */
export function checkRow({ indptr }: Csr, row: number): void {
  if (!(row >= 0 && row < indptr.length - 1)) {
    throw new RangeError(`metrics: user ${row} has no row, expected an id from 0 to ${indptr.length - 2}`);
  }
}
