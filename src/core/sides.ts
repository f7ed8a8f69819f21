import {
  type Context,
  checkIndices,
  checkLength,
  checkNonNegative,
  checkPlacedNonNegative,
  checkRows,
  largestPlaced,
} from "./checks.ts";
import { CoreError } from "./errors.ts";
import type { WeightedCsr } from "./types.ts";

/** Addresses of one side of an ALS problem: its factors F, its rows, its regularisation lambda, its Gram matrix G. */
export interface Side {
  readonly name: string;
  readonly rows: number;
  readonly entries: number;
  readonly F: number;
  readonly indptr: number;
  readonly indices: number;
  readonly left: number;
  readonly right: number;
  readonly lambda: number;
  readonly G: number;
}

type Part = "Factors" | "Indptr" | "Indices" | "Left" | "Right" | "Regularization" | "Gram";

/** dims rounded up to whole panels. */
export function padded(dims: number): number {
  return Math.ceil(dims / 8) * 8;
}

export function checkWeight(call: string, name: string, weight: number): void {
  if (!(weight >= 0 && weight < Infinity)) {
    throw new CoreError(`${call}: ${name} is ${weight}, expected a finite number of at least 0`);
  }
}

/** @throws CoreError when lengths disagree, or a regularisation is negative or not finite. */
export function checkSide(
  call: string,
  name: string,
  rows: WeightedCsr,
  count: number,
  regularization: Float32Array,
  regularizationName: string,
): void {
  const { indptr, indices, left, right } = rows;
  checkRows(call, name, indptr, indices.length, count);
  checkLength(call, `${name}.left`, left, indices.length);
  checkLength(call, `${name}.right`, right, indices.length);
  checkLength(call, regularizationName, regularization, count);
  checkNonNegative(call, regularizationName, regularization);
}

/** Bytes of every array of a side, named after it. */
export function sideBytes<P extends string>(
  prefix: P,
  { indices }: WeightedCsr,
  rows: number,
  d: number,
): Record<`${P}${Part}`, number> {
  const bytes: Record<Part, number> = {
    Factors: 4 * rows * d,
    Indptr: 4 * (rows + 1),
    Indices: 4 * indices.length,
    Left: 4 * indices.length,
    Right: 4 * indices.length,
    Regularization: 4 * rows,
    Gram: 8 * d * d,
  };
  const entries = Object.entries(bytes).map(([part, size]) => [prefix + part, size]);
  return Object.fromEntries(entries) as Record<`${P}${Part}`, number>;
}

/** Copies a side in, its factors apart. @throws CoreError naming an entry out of range, not finite, or of negative weight on the left. */
export function placeSide<P extends string>(
  context: Context,
  call: string,
  prefix: P,
  at: Record<`${P}${Part}`, number>,
  source: WeightedCsr,
  rows: number,
  columns: number,
  regularization: Float32Array,
): Side {
  const of = (part: Part) => at[`${prefix}${part}`];
  const side: Side = {
    name: prefix,
    rows,
    entries: source.indices.length,
    F: of("Factors"),
    indptr: of("Indptr"),
    indices: of("Indices"),
    left: of("Left"),
    right: of("Right"),
    lambda: of("Regularization"),
    G: of("Gram"),
  };
  const { i32, f32 } = context.arena;
  i32.set(source.indptr, side.indptr / 4);
  i32.set(source.indices, side.indices / 4);
  f32.set(source.left, side.left / 4);
  f32.set(source.right, side.right / 4);
  f32.set(regularization, side.lambda / 4);
  checkIndices(context, call, `the indices by ${prefix}`, side.indices, side.entries, columns);
  checkPlacedNonNegative(context, call, `left by ${prefix}`, side.left, side.entries, source.left);
  largestPlaced(context, call, `right by ${prefix}`, side.right, side.entries, source.right);
  return side;
}

/** Copies factors (rows, dims) in as (rows, d), zeros on the right. @throws CoreError naming one that is not finite. */
export function placeFactors(
  context: Context,
  call: string,
  name: string,
  at: number,
  F: Float32Array,
  dims: number,
  d: number,
): void {
  const { f32 } = context.arena;
  const rows = F.length / dims;
  if (d === dims) f32.set(F, at / 4);
  else {
    f32.fill(0, at / 4, at / 4 + rows * d);
    for (let r = 0; r < rows; r++) f32.set(F.subarray(r * dims, (r + 1) * dims), at / 4 + r * d);
  }
  largestPlaced(context, call, name, at, rows * d, F);
}

/** The factors (rows, dims) at `at`, without their padding. */
export function takeFactors({ arena }: Context, at: number, rows: number, dims: number, d: number): Float32Array {
  if (d === dims) return arena.f32.slice(at / 4, at / 4 + rows * d);
  const F = new Float32Array(rows * dims);
  for (let r = 0; r < rows; r++) F.set(arena.f32.subarray(at / 4 + r * d, at / 4 + r * d + dims), r * dims);
  return F;
}
