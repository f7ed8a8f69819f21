/** Entries gathered at a time: the panels stay in the first cache, and float32 sums stay short. */
export const PANEL: i32 = 64;

/** P = y, Q = left y, b += right y: one entry of a row's normal equations. */
export function addEntry(y: usize, left: f32, right: f32, bytes: usize, P: usize, Q: usize, b: usize): void {
  const l = f32x4.splat(left);
  const r = f32x4.splat(right);
  for (let c: usize = 0; c < bytes; c += 16) {
    const v = v128.load(y + c);
    v128.store(P + c, v);
    v128.store(Q + c, f32x4.mul(l, v));
    v128.store(b + c, f32x4.add(v128.load(b + c), f32x4.mul(r, v)));
  }
}

/** Adds `ridge` to the first `dims` entries of A's diagonal. */
export function addRidge(A: usize, d: i32, dims: i32, ridge: f32): void {
  const step = (<usize>d + 1) << 2;
  for (let k = 0; k < dims; k++, A += step) store<f32>(A, load<f32>(A) + ridge);
}
