/**
 * For `count` entries from `first`: row e of P (count rounded up to 4, d) = √left_e y_e, zeros past the last. Where b is
 * not 0, b += Σ right_e y_e. y_e is row indices_e of Y (·, d); d a multiple of 8.
 */
export function gather(
  first: i32,
  count: i32,
  indices: usize,
  left: usize,
  right: usize,
  Y: usize,
  d: i32,
  P: usize,
  b: usize,
): void {
  const bytes = (<usize>d) << 2;
  for (let e = 0; e < count; e++) {
    const entry = (<usize>(first + e)) << 2;
    const y = Y + <usize>load<i32>(indices + entry) * bytes;
    const root = f32x4.splat(sqrt<f32>(load<f32>(left + entry)));
    if (b != 0) {
      const r = v128.load32_splat(right + entry);
      for (let c: usize = 0; c < bytes; c += 16) {
        const v = v128.load(y + c);
        v128.store(P + c, f32x4.mul(root, v));
        v128.store(b + c, f32x4.add(v128.load(b + c), f32x4.mul(r, v)));
      }
    } else {
      for (let c: usize = 0; c < bytes; c += 16) v128.store(P + c, f32x4.mul(root, v128.load(y + c)));
    }
    P += bytes;
  }
  const missing = <usize>(-count & 3);
  memory.fill(P, 0, missing * bytes);
}

/**
 * The same entries by columns, scaled: Z (d, width), Z_ke = √left_e y_ek scale_k, zeros from `count` to width, a multiple
 * of 4.
 */
export function gatherColumns(
  first: i32,
  count: i32,
  indices: usize,
  left: usize,
  Y: usize,
  d: i32,
  scale: usize,
  width: i32,
  Z: usize,
): void {
  const bytes = (<usize>d) << 2;
  const stride = (<usize>width) << 2;
  for (let e = 0; e < width; e += 4) {
    const y0 = rowOf(first, e, count, indices, Y, bytes);
    const y1 = rowOf(first, e + 1, count, indices, Y, bytes);
    const y2 = rowOf(first, e + 2, count, indices, Y, bytes);
    const y3 = rowOf(first, e + 3, count, indices, Y, bytes);
    const w0 = rootOf(first, e, count, left);
    const w1 = rootOf(first, e + 1, count, left);
    const w2 = rootOf(first, e + 2, count, left);
    const w3 = rootOf(first, e + 3, count, left);
    let z = Z + ((<usize>e) << 2);
    for (let c: usize = 0; c < bytes; c += 16) {
      const s = v128.load(scale + c);
      const a = f32x4.mul(f32x4.mul(w0, v128.load(y0 + c)), s);
      const b = f32x4.mul(f32x4.mul(w1, v128.load(y1 + c)), s);
      const g = f32x4.mul(f32x4.mul(w2, v128.load(y2 + c)), s);
      const h = f32x4.mul(f32x4.mul(w3, v128.load(y3 + c)), s);
      const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const gh = v128.shuffle<f32>(g, h, 0, 4, 1, 5);
      const GH = v128.shuffle<f32>(g, h, 2, 6, 3, 7);
      v128.store(z, v128.shuffle<f64>(ab, gh, 0, 2));
      v128.store(z + stride, v128.shuffle<f64>(ab, gh, 1, 3));
      v128.store(z + 2 * stride, v128.shuffle<f64>(AB, GH, 0, 2));
      v128.store(z + 3 * stride, v128.shuffle<f64>(AB, GH, 1, 3));
      z += stride << 2;
    }
  }
}

/** The row of Y of entry first + e; past the last entry any row, which weighs 0. */
function rowOf(first: i32, e: i32, count: i32, indices: usize, Y: usize, bytes: usize): usize {
  return e < count ? Y + <usize>load<i32>(indices + ((<usize>(first + e)) << 2)) * bytes : Y;
}

function rootOf(first: i32, e: i32, count: i32, left: usize): v128 {
  return f32x4.splat(e < count ? sqrt<f32>(load<f32>(left + ((<usize>(first + e)) << 2))) : 0);
}
