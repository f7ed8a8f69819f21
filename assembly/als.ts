import { solveConjugate } from "./conjugate";
import { solveDual, solvePrimal } from "./exact";
import { product } from "./product";
import { clearRow, copyRow } from "./rows";

/** Rows are solved exactly, by conjugate gradient steps, or by whichever is estimated to take less. */
const EXACT: i32 = 0;
const CONJUGATE: i32 = 1;

/** Rows turned into the basis together. */
const GROUP: i32 = 4;

/**
 * One half-step of alternating least squares for rows [begin, end) (Hu, Koren and Volinsky 2008; Rendle et al. 2021):
 *   (base + Σ_e left_e y_e y_eᵀ + λ_r I) x_r = Σ_e right_e y_e
 * over row r's entries e. Y and X have rows of d factors, d a multiple of 8, those past `dims` being zero. Y is given in
 * the basis of eigenvectors of the weighted YᵀY, which is then a diagonal, base (d); `into`, packed (d, d), turns a row of
 * X into it, 0 where it is there. `positive`: whether all of left is above 0; room: see solveConjugate. Rows without entries
 * become zero. scratch, as src/core/halfStep.ts sizes it: a group of rows, D, D^-½, and what a row takes.
 *
 * Returns 0, or 1 + the first row whose matrix is not positive definite.
 */
export function solveRows(
  begin: i32,
  end: i32,
  indptr: usize,
  indices: usize,
  left: usize,
  right: usize,
  Y: usize,
  X: usize,
  lambda: usize,
  base: usize,
  into: usize,
  d: i32,
  dims: i32,
  solver: i32,
  steps: i32,
  positive: bool,
  room: i32,
  scratch: usize,
): i32 {
  const bytes = (<usize>d) << 2;
  const group = scratch;
  const D = group + <usize>GROUP * bytes;
  const roots = D + bytes;
  const rest = roots + bytes;
  for (let first = begin; first < end; first += GROUP) {
    const rows = min(GROUP, end - first);
    const X0 = X + <usize>first * bytes;
    if (into != 0 && solver != EXACT) {
      product(X0, rows, d, into, group, bytes);
      copyRow(X0, group, <usize>rows * bytes);
    }
    for (let l = 0; l < rows; l++) {
      const r = first + l;
      const x = X0 + <usize>l * bytes;
      const from = load<i32>(indptr + ((<usize>r) << 2));
      const to = load<i32>(indptr + ((<usize>r) << 2), 4);
      if (from == to) {
        clearRow(x, bytes);
        continue;
      }
      const least = addRidge(base, load<f32>(lambda + ((<usize>r) << 2)), d, dims, D);
      const weighed = positive || allPositive(left, from, to);
      if (weighed && (solver == CONJUGATE || (solver != EXACT && prefersConjugate(to - from, d, steps)))) {
        solveConjugate(from, to, indices, left, right, Y, d, D, x, steps, room, rest);
      } else if (weighed && to - from < dims && least > 0) {
        for (let at: usize = 0; at < bytes; at += 16) {
          v128.store(roots + at, f32x4.div(f32x4.splat(1), f32x4.sqrt(v128.load(D + at))));
        }
        if (solveDual(from, to, indices, left, right, Y, d, roots, x, rest) != 0) return r + 1;
      } else if (solvePrimal(from, to, indices, left, right, Y, d, D, x, rest) != 0) return r + 1;
    }
  }
  return 0;
}

/**
 * Whether `steps` conjugate gradient steps are estimated to take less time than an exact solution of n entries. In
 * multiply-adds: 2 n d a step and for the residual; n d² / 2 + d³ / 6 for the normal equations, n and d changing places
 * where n is less. A step's run at half the speed, as each is loaded for one use.
 */
function prefersConjugate(n: i32, d: i32, steps: i32): bool {
  const few = <f64>min(n, d);
  const many = <f64>max(n, d);
  return 4 * <f64>n * <f64>d * <f64>(steps + 1) < (many * few * few) / 2 + (few * few * few) / 6;
}

/** D = base + λ, 1 past dims; returns the least of its elements. */
function addRidge(base: usize, lambda: f32, d: i32, dims: i32, D: usize): f32 {
  let least: f32 = 1;
  for (let k = 0; k < d; k++) {
    const at = (<usize>k) << 2;
    const value = k < dims ? load<f32>(base + at) + lambda : 1;
    least = min(least, value);
    store<f32>(D + at, value);
  }
  return least;
}

function allPositive(left: usize, from: i32, to: i32): bool {
  for (let e = from; e < to; e++) if (!(load<f32>(left + ((<usize>e) << 2)) > 0)) return false;
  return true;
}
