/** Rows up to this long are counted through, four draws at a time; longer ones are halved, draw by draw. */
const COUNTED: i32 = 48;

/**
 * The local numbers of four items drawn uniformly from the `mass` ones that are not among the p positives (local numbers,
 * ascending), by four uniforms: the item of rank r among those comes after the positives whose number less their own rank
 * is at most r.
 */
export function uniformNegatives(positives: usize, p: i32, mass: f64, uniforms: usize): v128 {
  const masses = f64x2.splat(mass);
  const low = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(masses, v128.load(uniforms)));
  const high = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(masses, v128.load(uniforms, 16)));
  const ranks = v128.shuffle<i32>(low, high, 0, 1, 4, 5);
  if (p > COUNTED) return halved(positives, p, ranks);
  // positive m is passed where its number ≤ r + m, m being how many are passed by then
  let locals = ranks;
  for (let m = 0; m < p; m++) {
    const passed = i32x4.le_s(v128.load32_splat(positives + ((<usize>m) << 2)), locals);
    locals = i32x4.sub(locals, passed);
  }
  return locals;
}

/** The same by bisection, for long rows. */
function halved(positives: usize, p: i32, ranks: v128): v128 {
  let locals = ranks;
  const r0 = i32x4.extract_lane(ranks, 0);
  const r1 = i32x4.extract_lane(ranks, 1);
  const r2 = i32x4.extract_lane(ranks, 2);
  const r3 = i32x4.extract_lane(ranks, 3);
  locals = i32x4.replace_lane(locals, 0, r0 + positivesBefore(positives, p, r0));
  locals = i32x4.replace_lane(locals, 1, r1 + positivesBefore(positives, p, r1));
  locals = i32x4.replace_lane(locals, 2, r2 + positivesBefore(positives, p, r2));
  return i32x4.replace_lane(locals, 3, r3 + positivesBefore(positives, p, r3));
}

/**
 * How many of the p positives (local numbers, ascending) come before the r-th item that is none, r from 0: those whose
 * number less their rank is at most r.
 */
function positivesBefore(positives: usize, p: i32, r: i32): i32 {
  let low = 0;
  for (let n = p; n > 0; ) {
    const half = (n + 1) >> 1;
    const middle = low + half - 1;
    const passed = i32(load<i32>(positives + ((<usize>middle) << 2)) - middle <= r);
    low += half & -passed;
    n -= half;
  }
  return low;
}

/**
 * The mass of the items that are not among the p positives. gaps: (p + 1, 2) float64, for each positive the mass before it
 * of the items that are none, and that of the positives; the latter alone in the last row.
 */
export function weighGaps(positives: usize, p: i32, sums: usize, size: i32, gaps: usize): f64 {
  let taken: f64 = 0;
  for (let m = 0; m < p; m++) {
    const at = sums + ((<usize>load<i32>(positives + ((<usize>m) << 2))) << 3);
    const gap = gaps + ((<usize>m) << 4);
    store<f64>(gap, load<f64>(at) - taken);
    store<f64>(gap, taken, 8);
    taken += load<f64>(at, 8) - load<f64>(at);
  }
  store<f64>(gaps + ((<usize>p) << 4), taken, 8);
  return load<f64>(sums + ((<usize>size) << 3)) - taken;
}

/**
 * The local numbers of four items drawn in proportion to their weights from those that are no positives, `mass` in all.
 * Each is the one that holds the whole number t below `mass` on which its uniform falls.
 */
export function heavyNegatives(
  p: i32,
  mass: f64,
  uniforms: usize,
  gaps: usize,
  sums: usize,
  guide: usize,
  cells: f64,
): v128 {
  const masses = f64x2.splat(mass);
  const low = f64x2.floor(f64x2.mul(masses, v128.load(uniforms)));
  const high = f64x2.floor(f64x2.mul(masses, v128.load(uniforms, 16)));
  let lows = i64x2.splat(0);
  let highs = lows;
  if (p <= COUNTED) {
    const end = gaps + ((<usize>p) << 4);
    for (let gap = gaps; gap < end; gap += 16) {
      const g = v128.load64_splat(gap);
      lows = i64x2.sub(lows, f64x2.le(g, low));
      highs = i64x2.sub(highs, f64x2.le(g, high));
    }
  } else {
    lows = i64x2.replace_lane(lows, 0, passedBy(gaps, p, f64x2.extract_lane(low, 0)));
    lows = i64x2.replace_lane(lows, 1, passedBy(gaps, p, f64x2.extract_lane(low, 1)));
    highs = i64x2.replace_lane(highs, 0, passedBy(gaps, p, f64x2.extract_lane(high, 0)));
    highs = i64x2.replace_lane(highs, 1, passedBy(gaps, p, f64x2.extract_lane(high, 1)));
  }
  let locals = i32x4.splat(holder(f64x2.extract_lane(low, 0), i64x2.extract_lane(lows, 0), gaps, sums, guide, cells));
  const second = holder(f64x2.extract_lane(low, 1), i64x2.extract_lane(lows, 1), gaps, sums, guide, cells);
  const third = holder(f64x2.extract_lane(high, 0), i64x2.extract_lane(highs, 0), gaps, sums, guide, cells);
  const fourth = holder(f64x2.extract_lane(high, 1), i64x2.extract_lane(highs, 1), gaps, sums, guide, cells);
  locals = i32x4.replace_lane(locals, 1, second);
  locals = i32x4.replace_lane(locals, 2, third);
  return i32x4.replace_lane(locals, 3, fourth);
}

/** How many of the p positives come before mass t of the items that are none. */
function passedBy(gaps: usize, p: i32, t: f64): i64 {
  let low = 0;
  for (let n = p; n > 0; ) {
    const half = (n + 1) >> 1;
    const passed = i32(load<f64>(gaps + ((<usize>(low + half - 1)) << 4)) <= t);
    low += half & -passed;
    n -= half;
  }
  return low;
}

/** The item that holds mass t of those that are no positives, `passed` positives coming before it. */
function holder(t: f64, passed: i64, gaps: usize, sums: usize, guide: usize, cells: f64): i32 {
  // back to the mass of all items: what the positives before it weigh is added
  t += load<f64>(gaps + ((<usize>passed) << 4), 8);
  let l = load<i32>(guide + ((<usize>(<i32>(t * cells))) << 2));
  // cells are found in float64: the item may lie before where its cell seems to begin
  while (load<f64>(sums + ((<usize>l) << 3)) > t) l--;
  while (load<f64>(sums + ((<usize>(l + 1)) << 3)) <= t) l++;
  return l;
}
