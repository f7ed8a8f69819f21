/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998) over the lists of rows [begin, end): items and float32 scores
 * (rows, depth), an item of -1 ends a list. Slot after slot takes the place of the largest
 *
 *   λ s - (1 - λ) max over those taken of <v, v'>,  s = (score - last) / (first - last), 0 where these are equal
 *
 * the first of equal ones. vectors: (count, dims) float32; relevance: λ in float64, as all that follows is. Writes to
 * `order` (rows, depth) the k items taken, then the others as they came. Returns 1 + a row that has an item out of range.
 * scratch, depth rounded up to 8 being w: three rows of w float64, then w vectors of float64.
 */
export function marginalRelevance(
  begin: i32,
  end: i32,
  items: usize,
  scores: usize,
  depth: i32,
  k: i32,
  vectors: usize,
  count: i32,
  dims: i32,
  relevance: usize,
  order: usize,
  scratch: usize,
): i32 {
  const lambda = load<f64>(relevance);
  const row = (<usize>((depth + 7) & ~7)) << 3;
  const P = scratch + 3 * row;
  for (let r = begin; r < end; r++) {
    const at = (<usize>r * <usize>depth) << 2;
    const n = lengthOf(items + at, depth);
    if (!gatherPanels(items + at, n, vectors, count, dims, P)) return 1 + r;
    weighScores(scores + at, n, lambda, scratch, scratch + row);
    const shown = min(k, n);
    let best = shown > 0 ? firstOf(scratch, largestOf(scratch, n), n) : 0;
    for (let slot = 0; slot < shown; slot++) {
      store<i32>(order + at + ((<usize>slot) << 2), load<i32>(items + at + ((<usize>best) << 2)));
      store<f64>(scratch + ((<usize>best) << 3), -Infinity);
      if (slot + 1 < shown) best = nextPlace(best, n, dims, 1 - lambda, P, row, scratch);
    }
    writeRest(items + at, n, depth, scratch, shown, order + at);
  }
  return 0;
}

function lengthOf(items: usize, depth: i32): i32 {
  let n = 0;
  while (n < depth && load<i32>(items + ((<usize>n) << 2)) != -1) n++;
  return n;
}

/** Vectors of eight places side by side, dimension by dimension, those past the last zero; whether all items have one. */
function gatherPanels(items: usize, n: i32, vectors: usize, count: i32, dims: i32, P: usize): bool {
  const panel = (<usize>dims) << 6;
  if ((n & 7) != 0) memory.fill(P + <usize>(n >> 3) * panel, 0, panel);
  for (let place = 0; place < n; place++) {
    const item = load<u32>(items + ((<usize>place) << 2));
    if (item >= <u32>count) return false;
    let from = vectors + ((<usize>item * <usize>dims) << 2);
    let to = P + <usize>(place >> 3) * panel + ((<usize>(place & 7)) << 3);
    for (const last = to + panel; to < last; to += 64, from += 4) store<f64>(to, <f64>load<f32>(from));
  }
  return true;
}

/** λ s to L, -∞ past the last place; similarities S below all that can be. */
function weighScores(scores: usize, n: i32, lambda: f64, L: usize, S: usize): void {
  if (n == 0) return;
  const least = <f64>load<f32>(scores + ((<usize>(n - 1)) << 2));
  const range = <f64>load<f32>(scores) - least;
  const width = (n + 7) & ~7;
  for (let place = 0; place < width; place++) {
    const at = (<usize>place) << 3;
    let weighted = -Infinity;
    if (place < n) {
      const score = <f64>load<f32>(scores + (at >> 1));
      weighted = lambda * (range > 0 ? (score - least) / range : 0);
    }
    store<f64>(L + at, weighted);
    store<f64>(S + at, -Infinity);
  }
}

/**
 * The place of the largest value once the item at `taken` counts among those taken. Rows of scratch: λ s, -∞ where taken;
 * the largest similarity so far; values. Each product is summed dimension by dimension.
 */
function nextPlace(taken: i32, n: i32, dims: i32, rest: f64, P: usize, row: usize, L: usize): i32 {
  const panel = (<usize>dims) << 6;
  const chosen = P + <usize>(taken >> 3) * panel + ((<usize>(taken & 7)) << 3);
  const weight = f64x2.splat(rest);
  let most = f64x2.splat(-Infinity);
  let y = P;
  const end = L + ((<usize>((n + 7) & ~7)) << 3);
  for (let l = L; l < end; l += 64) {
    let c0 = f64x2.splat(0);
    let c1 = c0;
    let c2 = c0;
    let c3 = c0;
    let x = chosen;
    for (const last = y + panel; y < last; y += 64, x += 64) {
      const value = v128.load64_splat(x);
      c0 = f64x2.add(c0, f64x2.mul(v128.load(y), value));
      c1 = f64x2.add(c1, f64x2.mul(v128.load(y, 16), value));
      c2 = f64x2.add(c2, f64x2.mul(v128.load(y, 32), value));
      c3 = f64x2.add(c3, f64x2.mul(v128.load(y, 48), value));
    }
    const s = l + row;
    const v = s + row;
    c0 = f64x2.pmax(v128.load(s), c0);
    c1 = f64x2.pmax(v128.load(s, 16), c1);
    c2 = f64x2.pmax(v128.load(s, 32), c2);
    c3 = f64x2.pmax(v128.load(s, 48), c3);
    v128.store(s, c0);
    v128.store(s, c1, 16);
    v128.store(s, c2, 32);
    v128.store(s, c3, 48);
    c0 = f64x2.sub(v128.load(l), f64x2.mul(weight, c0));
    c1 = f64x2.sub(v128.load(l, 16), f64x2.mul(weight, c1));
    c2 = f64x2.sub(v128.load(l, 32), f64x2.mul(weight, c2));
    c3 = f64x2.sub(v128.load(l, 48), f64x2.mul(weight, c3));
    v128.store(v, c0);
    v128.store(v, c1, 16);
    v128.store(v, c2, 32);
    v128.store(v, c3, 48);
    most = f64x2.pmax(most, f64x2.pmax(f64x2.pmax(c0, c1), f64x2.pmax(c2, c3)));
  }
  return firstOf(L + 2 * row, max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)), n);
}

function largestOf(V: usize, n: i32): f64 {
  let most = -Infinity;
  for (let place = 0; place < n; place++) most = max(most, load<f64>(V + ((<usize>place) << 3)));
  return most;
}

/** The first place that holds the value: one of n does. */
function firstOf(V: usize, value: f64, n: i32): i32 {
  let place = 0;
  while (place < n - 1 && load<f64>(V + ((<usize>place) << 3)) != value) place++;
  return place;
}

/** Behind the `shown` taken the items of the other places, then -1. */
function writeRest(items: usize, n: i32, depth: i32, L: usize, shown: i32, order: usize): void {
  let to = order + ((<usize>shown) << 2);
  for (let place = 0; place < n; place++) {
    if (load<f64>(L + ((<usize>place) << 3)) == -Infinity) continue;
    store<i32>(to, load<i32>(items + ((<usize>place) << 2)));
    to += 4;
  }
  for (const end = order + ((<usize>depth) << 2); to < end; to += 4) store<i32>(to, -1);
}
