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
  if (A.length !== n * n) throw new RangeError(`symmetricEigen: got ${A.length} numbers, expected ${n} × ${n}`);
  const bad = A.findIndex((a) => !(Math.abs(a) < Infinity));
  if (bad >= 0) throw new RangeError(`symmetricEigen: entry ${bad} is ${A[bad]}, expected finite numbers`);
  const D = A.slice();
  // what is left off the diagonal then moves no eigenvalue by more than n times this
  const negligible = 2 ** -54 * A.reduce((largest, a) => Math.max(largest, Math.abs(a)), 0);
  const Q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) Q[i * n + i] = 1;
  for (let sweep = 0, moved = true; moved && sweep < maxSweeps; sweep++) {
    moved = false;
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) if (rotate(D, Q, n, p, q, negligible)) moved = true;
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => D[j * n + j]! - D[i * n + i]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    for (let i = 0; i < n; i++) vectors[i * n + to] = Q[i * n + from]!;
  });
  return { values: Float64Array.from(order, (i) => D[i * n + i]!), vectors };
}

/** Makes D[p, q] zero by the rotation of the smaller angle; false where it is negligible already. */
function rotate(D: Float64Array, Q: Float64Array, n: number, p: number, q: number, negligible: number): boolean {
  const apq = D[p * n + q]!;
  const app = D[p * n + p]!;
  const aqq = D[q * n + q]!;
  if (Math.abs(apq) <= negligible) return false;
  // t = tan of the angle, the smaller root of t² + 2θt - 1 = 0
  const theta = (aqq - app) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    if (k === p || k === q) continue;
    const dkp = D[k * n + p]!;
    const dkq = D[k * n + q]!;
    D[k * n + p] = D[p * n + k] = c * dkp - s * dkq;
    D[k * n + q] = D[q * n + k] = s * dkp + c * dkq;
  }
  D[p * n + p] = app - t * apq;
  D[q * n + q] = aqq + t * apq;
  D[p * n + q] = D[q * n + p] = 0;
  for (let k = 0; k < n; k++) {
    const qkp = Q[k * n + p]!;
    const qkq = Q[k * n + q]!;
    Q[k * n + p] = c * qkp - s * qkq;
    Q[k * n + q] = s * qkp + c * qkq;
  }
  return true;
}
