import {
  blockedCountOf,
  blockedOf,
  dimsOf,
  excludedItemsOf,
  excludedRowsOf,
  itemsOf,
  panelsOf,
  rowBytes,
  usersOf,
} from "./job";

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

/** S (rows, items padded to 8) = scores of up to four rows from `first`: S_ri = Σ_k X_rk Y_ik in order of k. */
export function scoreRows(job: usize, first: i32, rows: i32, S: usize): void {
  const dims = dimsOf(job);
  const bytes = (<usize>dims) << 2;
  const stride = rowBytes(job);
  const last = rows - 1;
  // a row past the last is the last once more
  const X0 = usersOf(job) + <usize>first * bytes;
  const X1 = X0 + <usize>min(1, last) * bytes;
  const X2 = X0 + <usize>min(2, last) * bytes;
  const X3 = X0 + <usize>min(3, last) * bytes;
  const S0 = S;
  const S1 = S0 + <usize>min(1, last) * stride;
  const S2 = S0 + <usize>min(2, last) * stride;
  const S3 = S0 + <usize>min(3, last) * stride;
  let y = panelsOf(job);
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
      const x0 = v128.load32_splat(X0 + k);
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
    v128.store(S0 + at, a0);
    v128.store(S0 + at, a1, 16);
    v128.store(S1 + at, b0);
    v128.store(S1 + at, b1, 16);
    v128.store(S2 + at, c0);
    v128.store(S2 + at, c1, 16);
    v128.store(S3 + at, d0);
    v128.store(S3 + at, d1, 16);
  }
}

/** Puts -∞ where row r may not be given an item, and past the last item. */
export function mask(job: usize, r: i32, S: usize): void {
  const blocked = blockedOf(job);
  const blockedEnd = blocked + ((<usize>blockedCountOf(job)) << 2);
  for (let at = blocked; at < blockedEnd; at += 4) store<f32>(S + ((<usize>load<u32>(at)) << 2), -Infinity);
  const rows = excludedRowsOf(job);
  if (rows != 0) {
    const items = excludedItemsOf(job);
    const from = items + ((<usize>load<u32>(rows + ((<usize>r) << 2))) << 2);
    const to = items + ((<usize>load<u32>(rows + ((<usize>r) << 2), 4)) << 2);
    for (let at = from; at < to; at += 4) store<f32>(S + ((<usize>load<u32>(at)) << 2), -Infinity);
  }
  const stride = rowBytes(job);
  for (let at = (<usize>itemsOf(job)) << 2; at < stride; at += 4) store<f32>(S + at, -Infinity);
}
