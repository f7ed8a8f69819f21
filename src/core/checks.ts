import { CoreError } from "./errors.ts";
import type { Arena } from "./memory.ts";
import type { Threads } from "./threads.ts";
import type { Csr } from "./types.ts";
import type { Kernels } from "./wasm.ts";

/** What every call works with. */
export interface Context {
  readonly kernels: Kernels;
  readonly arena: Arena;
  readonly threads: Threads;
}

/** @throws CoreError unless value is a whole number of at least `least`. */
export function checkCount(call: string, name: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least && value < 2 ** 31)) {
    throw new CoreError(`${call}: ${name} is ${value}, expected a whole number of at least ${least}`);
  }
}

/** Rows of an array (rows, dims). @throws CoreError unless its length is a multiple of dims, and at least one row. */
export function rowsOf(call: string, name: string, array: Float32Array, dims: number): number {
  const rows = array.length / dims;
  if (!(Number.isInteger(rows) && rows > 0)) {
    throw new CoreError(`${call}: ${name} has ${array.length} values, expected a positive multiple of dims = ${dims}`);
  }
  return rows;
}

/** @throws CoreError unless the array has `length` values. */
export function checkLength(call: string, name: string, array: { length: number }, length: number): void {
  if (array.length !== length) {
    throw new CoreError(`${call}: ${name} has ${array.length} values, expected ${length}`);
  }
}

/** The largest absolute value of `array`. @throws CoreError naming the first value that is not finite. */
export function largestFinite(call: string, name: string, array: Float32Array | Float64Array): number {
  let most = 0;
  for (let i = 0; i < array.length; i++) {
    const value = Math.abs(array[i]!);
    if (!(value < Infinity)) throw notFinite(call, name, array);
    if (value > most) most = value;
  }
  return most;
}

/** The same for float32 that lie at `at` in memory already, `array` being where they come from. */
export function largestPlaced(
  { kernels }: Context,
  call: string,
  name: string,
  at: number,
  count: number,
  array: Float32Array,
): number {
  const most = kernels.largest(at, count);
  if (!(most < Infinity)) throw notFinite(call, name, array);
  return most;
}

/** As checkNonNegative, for float32 that lie at `at` in memory already, `array` being where they come from. */
export function checkPlacedNonNegative(
  { kernels }: Context,
  call: string,
  name: string,
  at: number,
  count: number,
  array: Float32Array,
): void {
  if (!(kernels.least(at, count) >= 0 && kernels.largest(at, count) < Infinity)) checkNonNegative(call, name, array);
}

/** @throws CoreError naming the first value below 0 or not finite. */
export function checkNonNegative(call: string, name: string, array: Float32Array | Float64Array): void {
  for (let i = 0; i < array.length; i++) {
    if (!(array[i]! >= 0 && array[i]! < Infinity)) {
      throw new CoreError(`${call}: ${name}[${i}] is ${array[i]}, expected a finite number of at least 0`);
    }
  }
}

/** @throws CoreError unless indptr has rows + 1 ascending values from 0 to the number of entries. */
export function checkRows(call: string, name: string, indptr: Int32Array, entries: number, rows: number): void {
  checkLength(call, `${name}.indptr`, indptr, rows + 1);
  let before = 0;
  for (let r = 0; r <= rows; r++) {
    if (!(indptr[r]! >= before)) {
      throw new CoreError(`${call}: ${name}.indptr[${r}] is ${indptr[r]}, expected at least ${before}`);
    }
    before = indptr[r]!;
  }
  if (indptr[0] !== 0 || before !== entries) {
    throw new CoreError(
      `${call}: ${name}.indptr runs from ${indptr[0]} to ${before}, expected 0 to ${entries} entries`,
    );
  }
}

/** @throws CoreError naming the first entry of the given rows that does not come after the one before it in its row. */
export function checkAscending(call: string, name: string, { indptr, indices }: Csr, rows: Iterable<number>): void {
  for (const r of rows) {
    for (let e = indptr[r]! + 1; e < indptr[r + 1]!; e++) {
      if (!(indices[e]! > indices[e - 1]!)) {
        throw new CoreError(
          `${call}: ${name}.indices[${e}] is ${indices[e]} after ${indices[e - 1]}, expected ascending items without duplicates`,
        );
      }
    }
  }
}

/** @throws CoreError naming the first of the indices at `at` that is not one of `limit` columns. */
export function checkIndices(
  { kernels, arena }: Context,
  call: string,
  name: string,
  at: number,
  count: number,
  limit: number,
): void {
  const e = kernels.firstOutside(at, count, limit);
  if (e >= 0) {
    throw new CoreError(`${call}: ${name} holds ${arena.i32[at / 4 + e]} (entry ${e}), expected 0 to ${limit - 1}`);
  }
}

function notFinite(call: string, name: string, array: Float32Array | Float64Array): CoreError {
  const index = array.findIndex((value) => !(Math.abs(value) < Infinity));
  return new CoreError(`${call}: ${name}[${index}] is ${array[index]}, expected a finite number`);
}
