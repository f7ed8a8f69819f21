/** Eigenvalues, descending, and the eigenvectors in the columns of Q (n, n): A = Q diag(values) Qᵀ. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Convergence is quadratic: matrices of a few hundred rows take six to ten sweeps. */
const maxSweeps = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations in float64, with no function but the
 * square root, so that every engine gives the same bits. Backward stable: errors of the order of n · 2⁻⁵² · |A|.
 * Golub & Van Loan, Matrix Computations, section 8.5 (Jacobi 1846).
 * @param A (n, n), symmetric; not changed
 * @throws RangeError where A is not n × n or holds a number that is not finite
 */
export function symmetricEigen(A: Float64Array, n: number): Eigen {
  const R = new Float64Array(n * n); // eigenvectors in rows: what rotations mix lies together
  for (let i = 0; i < n; i++) R[i * n + i] = 1;
  const unordered = diagonalised(A, n, R);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => unordered[j]! - unordered[i]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    for (let i = 0; i < n; i++) vectors[i * n + to] = R[from * n + i]!;
  });
  return { values: Float64Array.from(order, (i) => unordered[i]!), vectors };
}

/** The eigenvalues alone: the same bits. @throws RangeError likewise */
export function symmetricEigenvalues(A: Float64Array, n: number): Float64Array {
  return diagonalised(A, n).sort().reverse();
}

/** The eigenvalues in no order. R is turned by every rotation where it is given. */
function diagonalised(A: Float64Array, n: number, R?: Float64Array): Float64Array {
  if (A.length !== n * n) throw new RangeError(`symmetricEigen: got ${A.length} numbers, expected ${n} × ${n}`);
  const bad = A.findIndex((a) => !(Math.abs(a) < Infinity));
  if (bad >= 0) throw new RangeError(`symmetricEigen: entry ${bad} is ${A[bad]}, expected finite numbers`);
  const D = A.slice(); // only what is on the diagonal or above it is read and kept up
  // what is left off the diagonal then moves no eigenvalue by more than n times this
  const negligible = 2 ** -54 * A.reduce((largest, a) => Math.max(largest, Math.abs(a)), 0);
  for (let sweep = 0, moved = true; moved && sweep < maxSweeps; sweep++) {
    moved = false;
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) if (rotate(D, R, n, p, q, negligible)) moved = true;
  }
  return Float64Array.from({ length: n }, (_, i) => D[i * n + i]!);
}

/** Makes D[p, q] zero by the rotation of the smaller angle, p < q; false where it is negligible already. */
function rotate(
  D: Float64Array,
  R: Float64Array | undefined,
  n: number,
  p: number,
  q: number,
  negligible: number,
): boolean {
  const apq = D[p * n + q]!;
  const app = D[p * n + p]!;
  const aqq = D[q * n + q]!;
  if (Math.abs(apq) <= negligible) return false;
  // t = tan of the angle, the smaller root of t² + 2θt - 1 = 0
  const theta = (aqq - app) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  // D[k, p] and D[k, q] for all other k, each where it stands above the diagonal
  mix(D, p, q, n, p, n, c, s);
  mix(D, p * n + p + 1, (p + 1) * n + q, 1, q - p - 1, n, c, s);
  mix(D, p * n + q + 1, q * n + q + 1, 1, n - q - 1, 1, c, s);
  D[p * n + p] = app - t * apq;
  D[q * n + q] = aqq + t * apq;
  D[p * n + q] = 0;
  if (R) mix(R, p * n, q * n, 1, n, 1, c, s);
  return true;
}

/** (x, y) ← (c x - s y, s x + c y) for `count` pairs, x from `x` on by `xStep`, y from `y` on by `yStep`. */
function mix(
  M: Float64Array,
  x: number,
  y: number,
  xStep: number,
  count: number,
  yStep: number,
  c: number,
  s: number,
): void {
  for (let k = 0; k < count; k++, x += xStep, y += yStep) {
    const a = M[x]!;
    const b = M[y]!;
    M[x] = c * a - s * b;
    M[y] = s * a + c * b;
  }
}
