import type { Csr } from "../../src/core/index.ts";

/*
 * Operations of a call, a multiply-add being two: those of the algorithm that the kernel follows, padding, sums of a few
 * vectors and everything that is not arithmetic on factors left out.
 */

/** How the rows of a half-step are solved. */
export type Solver = "exact" | "cg" | "auto";
export const CG_STEPS = 3;

/**
 * Of all rows with n entries each: exactly, n d² + d³ / 3, n and d changing places where n < d; by conjugate gradients,
 * 2 n d for each product with the entries' rows, two for the residual and a step, one for the last step.
 */
export function solvedRows(rows: Csr, d: number, solver: Solver): number {
  return sumOverRows(rows, (n) => {
    const [few, many] = [Math.min(n, d), Math.max(n, d)];
    const exact = many * few * few + few ** 3 / 3;
    if (solver === "exact" || (solver === "auto" && !prefersConjugate(n, d))) return exact;
    return 2 * (2 * CG_STEPS + 1) * n * d;
  });
}

/** As assembly/als.ts decides. */
function prefersConjugate(n: number, d: number): boolean {
  const [few, many] = [Math.min(n, d), Math.max(n, d)];
  return 4 * n * d * (CG_STEPS + 1) < (many * few * few) / 2 + few ** 3 / 6;
}

/** FᵀF of `rows` rows, one triangle. */
export function gram(rows: number, d: number): number {
  return rows * d * d;
}

/** A sweep: both sides' rows, both Gram matrices, and what turns factors into the basis of eigenvectors and back. */
export function sweep(users: Csr, items: Csr, d: number, solver: Solver): number {
  const rows = users.indptr.length + items.indptr.length - 2;
  const turns = solver === "exact" ? 2 : 3;
  return solvedRows(users, d, solver) + solvedRows(items, d, solver) + gram(rows, d) + turns * 2 * rows * d * d;
}

/** Ridge regressions by d × d normal equations, whatever the number of entries. */
export function regressions(rows: Csr, d: number, emptyToo: boolean): number {
  return sumOverRows(rows, (n) => n * d * d + d ** 3 / 3, emptyToo);
}

/** Scores of every pair. */
export function scores(users: number, items: number, d: number): number {
  return 2 * users * items * d;
}

/** Σ n² over rows: pairs of entries that share a row. */
export function sharedPairs(rows: Csr): number {
  return sumOverRows(rows, (n) => n * n);
}

function sumOverRows({ indptr }: Csr, of: (entries: number) => number, emptyToo = false): number {
  let sum = 0;
  for (let r = 0; r + 1 < indptr.length; r++) {
    const n = indptr[r + 1]! - indptr[r]!;
    if (n > 0 || emptyToo) sum += of(n);
  }
  return sum;
}
