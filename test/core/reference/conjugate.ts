/** The conjugate gradient method in float64 on A x = b, A written out. Slow on purpose. */
export function conjugateGradient(A: Float64Array, b: Float64Array, start: ArrayLike<number>, steps: number) {
  const n = b.length;
  const times = (v: Float64Array) => b.map((_, i) => v.reduce((sum, value, j) => sum + A[i * n + j]! * value, 0));
  const dot = (v: Float64Array, w: Float64Array) => v.reduce((sum, value, i) => sum + value * w[i]!, 0);
  let x = Float64Array.from(start);
  const Ax = times(x);
  let r = b.map((value, i) => value - Ax[i]!);
  let p = r.slice();
  for (let step = 0; step < steps; step++) {
    const Ap = times(p);
    const alpha = dot(r, r) / dot(p, Ap);
    const next = r.map((value, i) => value - alpha * Ap[i]!);
    x = x.map((value, i) => value + alpha * p[i]!);
    const beta = dot(next, next) / dot(r, r);
    p = next.map((value, i) => value + beta * p[i]!);
    r = next;
  }
  return x;
}
