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
 * The mass of the items that are not among the p positives. gaps: (p) float64, for each positive the mass of the items
 * before it that are none.
 */
export function weighGaps(positives: usize, p: i32, sums: usize, size: i32, gaps: usize): f64 {
  let taken: f64 = 0;
  for (let m = 0; m < p; m++) {
    const at = sums + ((<usize>load<i32>(positives + ((<usize>m) << 2))) << 3);
    store<f64>(gaps + ((<usize>m) << 3), load<f64>(at) - taken);
    taken += load<f64>(at, 8) - load<f64>(at);
  }
  return load<f64>(sums + ((<usize>size) << 3)) - taken;
}

/** As many local numbers of items drawn in proportion to their weights from those that are no positives, `mass` in all. */
export function heavyNegatives(
  positives: usize,
  p: i32,
  mass: f64,
  uniforms: usize,
  count: i32,
  gaps: usize,
  sums: usize,
  guide: usize,
  cells: f64,
): v128 {
  let locals = i32x4.splat(heavyNegative(positives, p, mass, uniforms, gaps, sums, guide, cells));
  if (count > 1) {
    const local = heavyNegative(positives, p, mass, uniforms + 8, gaps, sums, guide, cells);
    locals = i32x4.replace_lane(locals, 1, local);
  }
  if (count > 2) {
    const local = heavyNegative(positives, p, mass, uniforms + 16, gaps, sums, guide, cells);
    locals = i32x4.replace_lane(locals, 2, local);
  }
  if (count > 3) {
    const local = heavyNegative(positives, p, mass, uniforms + 24, gaps, sums, guide, cells);
    locals = i32x4.replace_lane(locals, 3, local);
  }
  return locals;
}

/** One of them: the whole number t below `mass` that the uniform falls on, and the item that holds it. */
function heavyNegative(
  positives: usize,
  p: i32,
  mass: f64,
  uniform: usize,
  gaps: usize,
  sums: usize,
  guide: usize,
  cells: f64,
): i32 {
  let t = floor(mass * load<f64>(uniform));
  let low = 0;
  for (let n = p; n > 0; ) {
    const half = (n + 1) >> 1;
    const passed = i32(load<f64>(gaps + ((<usize>(low + half - 1)) << 3)) <= t);
    low += half & -passed;
    n -= half;
  }
  // back to the mass of all items: what the positives before it weigh is added
  if (low > 0) {
    const last = sums + ((<usize>load<i32>(positives + ((<usize>(low - 1)) << 2))) << 3);
    t += load<f64>(last, 8) - load<f64>(gaps + ((<usize>(low - 1)) << 3));
  }
  let l = load<i32>(guide + ((<usize>(<i32>(t * cells))) << 2));
  // cells are found in float64: the item may lie before where its cell seems to begin
  while (load<f64>(sums + ((<usize>l) << 3)) > t) l--;
  while (load<f64>(sums + ((<usize>(l + 1)) << 3)) <= t) l++;
  return l;
}
