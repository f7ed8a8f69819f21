/** Packs F (n, dims) into panels of eight rows, factor by factor: panel p, factor k, lane l is F[8p + l][k], 0 past n. */
export function pack(F: usize, n: i32, dims: i32, panels: usize): void {
  const count = (n + 7) >> 3;
  for (let p = 0; p < count; p++) {
    for (let l = 0; l < 8; l++) {
      const item = 8 * p + l;
      let to = panels + (<usize>p * <usize>dims * 8 + <usize>l) * 4;
      let from = F + <usize>item * <usize>dims * 4;
      for (let k = 0; k < dims; k++) {
        store<f32>(to, item < n ? load<f32>(from) : 0);
        from += 4;
        to += 32;
      }
    }
  }
}

/**
 * S = X Yᵀ for up to four rows X (rows, dims) against Y in panels: S_ri = Σ_k X_rk Y_ik in order of k. A row of S takes
 * `stride` bytes, those of whole panels.
 */
export function product(X: usize, rows: i32, dims: i32, panels: usize, S: usize, stride: usize): void {
  const bytes = (<usize>dims) << 2;
  const last = <usize>(rows - 1);
  // a row past the last is the last once more
  const X1 = X + min<usize>(1, last) * bytes;
  const X2 = X + min<usize>(2, last) * bytes;
  const X3 = X + min<usize>(3, last) * bytes;
  const S1 = S + min<usize>(1, last) * stride;
  const S2 = S + min<usize>(2, last) * stride;
  const S3 = S + min<usize>(3, last) * stride;
  let y = panels;
  for (let at: usize = 0; at < stride; at += 32) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let c0 = a0;
    let c1 = a0;
    let d0 = a0;
    let d1 = a0;
    for (let k: usize = 0; k < bytes; k += 4) {
      const lo = v128.load(y);
      const hi = v128.load(y, 16);
      y += 32;
      const x0 = v128.load32_splat(X + k);
      const x1 = v128.load32_splat(X1 + k);
      const x2 = v128.load32_splat(X2 + k);
      const x3 = v128.load32_splat(X3 + k);
      a0 = f32x4.add(a0, f32x4.mul(x0, lo));
      a1 = f32x4.add(a1, f32x4.mul(x0, hi));
      b0 = f32x4.add(b0, f32x4.mul(x1, lo));
      b1 = f32x4.add(b1, f32x4.mul(x1, hi));
      c0 = f32x4.add(c0, f32x4.mul(x2, lo));
      c1 = f32x4.add(c1, f32x4.mul(x2, hi));
      d0 = f32x4.add(d0, f32x4.mul(x3, lo));
      d1 = f32x4.add(d1, f32x4.mul(x3, hi));
    }
    v128.store(S + at, a0);
    v128.store(S + at, a1, 16);
    v128.store(S1 + at, b0);
    v128.store(S1 + at, b1, 16);
    v128.store(S2 + at, c0);
    v128.store(S2 + at, c1, 16);
    v128.store(S3 + at, d0);
    v128.store(S3 + at, d1, 16);
  }
}
