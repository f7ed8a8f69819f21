/**
 * Eigenvalues and eigenvectors of a symmetric A (n, n), float64, by Householder's reduction to tridiagonal form and
 * implicit QL (Golub and Van Loan, "Matrix Computations", chapter 8). On return row j of W (n, n) is the eigenvector of
 * values_j, largest first; A is overwritten. scratch: 2 n float64.
 *
 * Returns 0, or 1 where QL did not converge.
 */
export function eigen(A: usize, n: i32, values: usize, W: usize, scratch: usize): i32 {
  const e = scratch;
  tridiagonal(A, n, values, e, scratch + ((<usize>n) << 3));
  accumulate(A, n, values, W);
  for (let i = 0; i < n; i++) set(values, i, get(A, i * n + i));
  for (let i = 1; i < n; i++) set(e, i - 1, get(e, i));
  set(e, n - 1, 0);
  for (let l = 0; l < n; l++) if (!diagonalise(values, e, W, n, l)) return 1;
  sortDescending(values, W, n);
  return 0;
}

function get(a: usize, i: i32): f64 {
  return load<f64>(a + ((<usize>i) << 3));
}

function set(a: usize, i: i32, value: f64): void {
  store<f64>(a + ((<usize>i) << 3), value);
}

/**
 * A = P T Pᵀ, P a product of reflections I - u uᵀ / h. Leaves T's diagonal in A, its subdiagonal in e_1 .., each u in the
 * row of A that it cleared and its h, 0 where there is none, in `h`.
 */
function tridiagonal(A: usize, n: i32, h: usize, e: usize, p: usize): void {
  for (let i = n - 1; i > 0; i--) {
    const u = A + ((<usize>(i * n)) << 3);
    const last = get(u, i - 1);
    const square = dot(u, u, i);
    set(h, i, 0);
    if (!(square > last * last)) {
      set(e, i, last);
      continue;
    }
    const norm = last >= 0 ? -sqrt(square) : sqrt(square);
    set(e, i, norm);
    const half = square - last * norm; // uᵀu / 2
    set(h, i, half);
    set(u, i - 1, last - norm);
    for (let k = 0; k < i; k++) set(p, k, dot(A + ((<usize>(k * n)) << 3), u, i) / half);
    addScaled(p, u, -dot(u, p, i) / (2 * half), i);
    for (let k = 0; k < i; k++) {
      const row = A + ((<usize>(k * n)) << 3);
      addScaled(row, p, -get(u, k), i);
      addScaled(row, u, -get(p, k), i);
    }
  }
}

/** W = Pᵀ, from the reflections that `tridiagonal` left in A and h. */
function accumulate(A: usize, n: i32, h: usize, W: usize): void {
  memory.fill(W, 0, (<usize>(n * n)) << 3);
  for (let i = 0; i < n; i++) set(W, i * n + i, 1);
  for (let i = 2; i < n; i++) {
    const half = get(h, i);
    if (half == 0) continue;
    const u = A + ((<usize>(i * n)) << 3);
    for (let j = 0; j < i; j++) {
      const row = W + ((<usize>(j * n)) << 3);
      addScaled(row, u, -dot(row, u, i) / half, i);
    }
  }
}

/** Rotates until the tridiagonal matrix (diagonal, e) has no element beside values_l; rows of W turn along. */
function diagonalise(diagonal: usize, e: usize, W: usize, n: i32, l: i32): bool {
  for (let step = 0; step < 60; step++) {
    const m = firstSplit(diagonal, e, n, l);
    if (m == l) return true;
    // Wilkinson's shift
    let g = (get(diagonal, l + 1) - get(diagonal, l)) / (2 * get(e, l));
    const root = sqrt(g * g + 1);
    g = get(diagonal, m) - get(diagonal, l) + get(e, l) / (g >= 0 ? g + root : g - root);
    let s: f64 = 1;
    let c: f64 = 1;
    let p: f64 = 0;
    let i = m - 1;
    for (; i >= l; i--) {
      const f = s * get(e, i);
      const b = c * get(e, i);
      const r = sqrt(f * f + g * g);
      set(e, i + 1, r);
      if (r == 0) break;
      s = f / r;
      c = g / r;
      const above = get(diagonal, i + 1) - p;
      const t = (get(diagonal, i) - above) * s + 2 * c * b;
      p = s * t;
      set(diagonal, i + 1, above + p);
      g = c * t - b;
      rotateRows(W + ((<usize>(i * n)) << 3), n, s, c);
    }
    if (i >= l) set(diagonal, i + 1, get(diagonal, i + 1) - p);
    else {
      set(diagonal, l, get(diagonal, l) - p);
      set(e, l, g);
    }
    set(e, m, 0);
  }
  return false;
}

/** The first m from l on whose element beside the diagonal is nothing next to its neighbours. */
function firstSplit(diagonal: usize, e: usize, n: i32, l: i32): i32 {
  for (let m = l; m < n - 1; m++) {
    const size = abs(get(diagonal, m)) + abs(get(diagonal, m + 1));
    if (abs(get(e, m)) <= 2.220446049250313e-16 * size) return m;
  }
  return n - 1;
}

/** Rows w and v = w + n of float64: (w, v) = (c w - s v, s w + c v). */
function rotateRows(w: usize, n: i32, s: f64, c: f64): void {
  const v = w + ((<usize>n) << 3);
  const whole = (<usize>(n & ~1)) << 3;
  const s2 = f64x2.splat(s);
  const c2 = f64x2.splat(c);
  for (let at: usize = 0; at < whole; at += 16) {
    const x = v128.load(w + at);
    const y = v128.load(v + at);
    v128.store(w + at, f64x2.sub(f64x2.mul(c2, x), f64x2.mul(s2, y)));
    v128.store(v + at, f64x2.add(f64x2.mul(s2, x), f64x2.mul(c2, y)));
  }
  if (n & 1) {
    const x = load<f64>(w + whole);
    const y = load<f64>(v + whole);
    store<f64>(w + whole, c * x - s * y);
    store<f64>(v + whole, s * x + c * y);
  }
}

function dot(a: usize, b: usize, n: i32): f64 {
  let sum = f64x2.splat(0);
  const whole = (<usize>(n & ~1)) << 3;
  for (let at: usize = 0; at < whole; at += 16) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(a + at), v128.load(b + at)));
  }
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if (n & 1) total += load<f64>(a + whole) * load<f64>(b + whole);
  return total;
}

/** a += factor · b, n float64 */
export function addScaled(a: usize, b: usize, factor: f64, n: i32): void {
  const whole = (<usize>(n & ~1)) << 3;
  const f = f64x2.splat(factor);
  for (let at: usize = 0; at < whole; at += 16) {
    v128.store(a + at, f64x2.add(v128.load(a + at), f64x2.mul(f, v128.load(b + at))));
  }
  if (n & 1) store<f64>(a + whole, load<f64>(a + whole) + factor * load<f64>(b + whole));
}

function sortDescending(values: usize, W: usize, n: i32): void {
  for (let i = 0; i < n - 1; i++) {
    let best = i;
    for (let j = i + 1; j < n; j++) if (get(values, j) > get(values, best)) best = j;
    if (best == i) continue;
    const value = get(values, i);
    set(values, i, get(values, best));
    set(values, best, value);
    for (let k = 0; k < n; k++) {
      const kept = get(W, i * n + k);
      set(W, i * n + k, get(W, best * n + k));
      set(W, best * n + k, kept);
    }
  }
}
