/** Σ_r Σ_e (left_e ŷ_e² - 2 right_e ŷ_e), ŷ_e = <x_r, y_e>, over the entries of rows [begin, end), in float64. */
export function observedLoss(
  begin: i32,
  end: i32,
  indptr: usize,
  indices: usize,
  left: usize,
  right: usize,
  X: usize,
  Y: usize,
  d: i32,
): f64 {
  const bytes = (<usize>d) << 2;
  let total: f64 = 0;
  for (let r = begin; r < end; r++) {
    const x = X + <usize>r * bytes;
    const to = load<i32>(indptr + ((<usize>r) << 2), 4);
    let row: f64 = 0;
    for (let e = load<i32>(indptr + ((<usize>r) << 2)); e < to; e++) {
      const entry = (<usize>e) << 2;
      const score = dot64(x, Y + <usize>load<i32>(indices + entry) * bytes, bytes);
      row += <f64>load<f32>(left + entry) * score * score - 2 * <f64>load<f32>(right + entry) * score;
    }
    total += row;
  }
  return total;
}

/** Σ_r λ_r ||x_r||² over rows [begin, end), in float64. */
export function ridgeLoss(begin: i32, end: i32, lambda: usize, X: usize, d: i32): f64 {
  const bytes = (<usize>d) << 2;
  let total: f64 = 0;
  for (let r = begin; r < end; r++) {
    const x = X + <usize>r * bytes;
    total += <f64>load<f32>(lambda + ((<usize>r) << 2)) * dot64(x, x, bytes);
  }
  return total;
}

/** <G, H> over the upper triangles of two symmetric (d, d): Σ_{u,i} ŷ² when G = XᵀX and H = YᵀY. */
export function gramProduct(G: usize, H: usize, d: i32): f64 {
  let total: f64 = 0;
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      const at = (<usize>(i * d + j)) << 3;
      total += (i == j ? 1.0 : 2.0) * load<f64>(G + at) * load<f64>(H + at);
    }
  }
  return total;
}

function dot64(a: usize, b: usize, bytes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let c: usize = 0; c < bytes; c += 8) {
    const x = f64x2.promote_low_f32x4(v128.load64_zero(a + c));
    const y = f64x2.promote_low_f32x4(v128.load64_zero(b + c));
    sum = f64x2.add(sum, f64x2.mul(x, y));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
