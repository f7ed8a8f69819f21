import { cellsOf, guideFrom, sumsFrom } from "./bprBlocks";
import { clearDraws, DRAWS_BYTES, drawnItems, drawnUniforms, drawsFrom } from "./bprDraws";
import {
  biasOf,
  blocksOf,
  drawOf,
  firstItem,
  firstUser,
  itemCount,
  itemDecayOf,
  itemListOf,
  itemsOf,
  lengthsOf,
  likelihoodsOf,
  pairStart,
  piecesOf,
  rateOf,
  streamOf,
  sumsOf,
  updatesOf,
  userCount,
  userDecayOf,
  userListOf,
  usersOf,
  widthOf,
} from "./bprJob";
import { heavyNegatives, uniformNegatives, weighGaps } from "./bprNegatives";
import { exp } from "./exp";
import { exp32x4 } from "./exp32";
import { log } from "./log";
import { streamUniform } from "./philox";

/** Kind of draw of an epoch: of the user that begins a pair of blocks. */
const FIRST_USER: u32 = 3;

/** In the scratch, as src/core/bpr.ts sizes it: four negatives, four margins, draws, a row of zeros, the gaps of a piece. */
const MARGINS: usize = 16;
const DRAWS: usize = 32;
const SPARE: usize = DRAWS + DRAWS_BYTES;

/**
 * One round of an epoch of Bayesian personalised ranking (Rendle, Freudenthaler, Gantner and Schmidt-Thieme 2009) by
 * stochastic gradient: the positives of the pairs (user block a, item block (a + shift) mod B), a in [begin, end), which
 * share no user and no item. Each positive i of user u meets one negative j of i's block:
 *   z = 1 / (1 + e^(x̂_ui - x̂_uj))
 *   x_u += η (z (y_i - y_j) - λ x_u);  y_i += η (z x_u - λ y_i);  y_j -= η (z x_u + λ y_j)
 * A user's positives of a pair are taken in steps of up to four at one x_u, the items moving one after another.
 */
export function bprPairs(begin: i32, end: i32, job: usize, shift: i32, scratch: usize): i32 {
  const B = blocksOf(job);
  memory.fill(scratch + SPARE, 0, (<usize>widthOf(job)) << 2);
  for (let a = begin; a < end; a++) {
    const b = (a + shift) % B;
    const size = userCount(job, a);
    // from a drawn user on, so that no user is always the last
    const pivot = <i32>(<f64>size * streamUniform(streamOf(job), drawOf(job, FIRST_USER), a, b));
    const updates = walk(job, a, b, pivot, size, scratch) + walk(job, a, b, 0, pivot, scratch);
    store<i32>(updatesOf(job) + ((<usize>(a * B + b)) << 2), updates);
  }
  return 0;
}

/** Users [begin, end) of block a, each with its positives of block b. Returns the updates made. */
function walk(job: usize, a: i32, b: i32, begin: i32, end: i32, scratch: usize): i32 {
  const users = userListOf(job) + ((<usize>firstUser(job, a)) << 2);
  const lengths = lengthsOf(job, a, b);
  let from = pairStart(job, a, b);
  for (let n = 0; n < begin; n++) from += load<i32>(lengths + ((<usize>n) << 2));
  clearDraws(scratch + DRAWS);
  let updates = 0;
  for (let n = begin; n < end; n++) {
    const p = load<i32>(lengths + ((<usize>n) << 2));
    if (p > 0) updates += piece(job, a, b, n, load<i32>(users + ((<usize>n) << 2)), from, p, scratch);
    from += p;
  }
  return updates;
}

/** The p positives in block b of user u, the n-th of block a, from entry `from` of the pieces. */
function piece(job: usize, a: i32, b: i32, n: i32, u: i32, from: i32, p: i32, scratch: usize): i32 {
  const positives = piecesOf(job) + ((<usize>from) << 2);
  const bytes = (<usize>widthOf(job)) << 2;
  const gaps = scratch + SPARE + bytes;
  const size = itemCount(job, b);
  const members = itemListOf(job) + ((<usize>firstItem(job, b)) << 2);
  const heavy = sumsOf(job) != 0;
  const sums = sumsFrom(job, b);
  // what there is to draw from: the number of items that are no positives, or their mass
  const mass = heavy ? weighGaps(positives, p, sums, size, gaps) : <f64>(size - p);
  if (!(mass > 0)) return 0;
  const cells = heavy ? cellsOf(job, b) : 0;
  const x = usersOf(job) + <usize>u * bytes;
  const likelihoods = likelihoodsOf(job);
  const J = scratch;
  for (let e = 0; e < p; e += 4) {
    const count = min(4, p - e);
    const drawn = drawsFrom(job, a, b, n, from, e, count, scratch + DRAWS);
    const I = drawnItems(scratch + DRAWS, drawn);
    const U = drawnUniforms(scratch + DRAWS, drawn);
    const locals = heavy
      ? heavyNegatives(p, mass, U, gaps, sums, guideFrom(job, b), cells)
      : uniformNegatives(positives, p, mass, U);
    gather(members, locals, J);
    const margins =
      count == 1
        ? stepOne(job, x, load<i32>(I), load<i32>(J), bytes)
        : stepFour(job, x, I, J, count, bytes, scratch + SPARE);
    if (likelihoods != 0) {
      addLikelihoods(likelihoods + ((<usize>(a * blocksOf(job) + b)) << 3), margins, count, scratch + MARGINS);
    }
  }
  return p;
}

function gather(members: usize, locals: v128, out: usize): void {
  store<i32>(out, load<i32>(members + ((<usize>i32x4.extract_lane(locals, 0)) << 2)));
  store<i32>(out, load<i32>(members + ((<usize>i32x4.extract_lane(locals, 1)) << 2)), 4);
  store<i32>(out, load<i32>(members + ((<usize>i32x4.extract_lane(locals, 2)) << 2)), 8);
  store<i32>(out, load<i32>(members + ((<usize>i32x4.extract_lane(locals, 3)) << 2)), 12);
}

/**
 * `count` ≤ 4 triples at one x_u, the items' updates one after another; missing ones are done on a row of zeros. Returns
 * their margins x̂_ui - x̂_uj before them.
 */
function stepFour(job: usize, x: usize, I: usize, J: usize, count: i32, bytes: usize, spare: usize): v128 {
  const Y = itemsOf(job);
  const bias = biasOf(job);
  const i0 = Y + <usize>load<i32>(I) * bytes;
  const i1 = Y + <usize>load<i32>(I, 4) * bytes;
  const i2 = count > 2 ? Y + <usize>load<i32>(I, 8) * bytes : spare;
  const i3 = count > 3 ? Y + <usize>load<i32>(I, 12) * bytes : spare;
  const j0 = Y + <usize>load<i32>(J) * bytes;
  const j1 = Y + <usize>load<i32>(J, 4) * bytes;
  const j2 = count > 2 ? Y + <usize>load<i32>(J, 8) * bytes : spare;
  const j3 = count > 3 ? Y + <usize>load<i32>(J, 12) * bytes : spare;
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let c: usize = 0; c < bytes; c += 16) {
    const v = v128.load(x + c);
    s0 = f32x4.add(s0, f32x4.mul(v, f32x4.sub(v128.load(i0 + c), v128.load(j0 + c))));
    s1 = f32x4.add(s1, f32x4.mul(v, f32x4.sub(v128.load(i1 + c), v128.load(j1 + c))));
    s2 = f32x4.add(s2, f32x4.mul(v, f32x4.sub(v128.load(i2 + c), v128.load(j2 + c))));
    s3 = f32x4.add(s3, f32x4.mul(v, f32x4.sub(v128.load(i3 + c), v128.load(j3 + c))));
  }
  // transposed: lane k of the sum is the sum of s_k
  const s01 = f32x4.add(v128.shuffle<f32>(s0, s1, 0, 4, 1, 5), v128.shuffle<f32>(s0, s1, 2, 6, 3, 7));
  const s23 = f32x4.add(v128.shuffle<f32>(s2, s3, 0, 4, 1, 5), v128.shuffle<f32>(s2, s3, 2, 6, 3, 7));
  let margins = f32x4.add(v128.shuffle<f32>(s01, s23, 0, 1, 4, 5), v128.shuffle<f32>(s01, s23, 2, 3, 6, 7));
  if (bias != 0) {
    margins = f32x4.add(margins, f32x4.sub(gatherBias(bias, I), gatherBias(bias, J)));
  }
  // none where there is no triple
  const there = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
  const z = v128.and(there, f32x4.mul(f32x4.splat(rateOf(job)), slopes(margins)));
  const itemKeep: f32 = 1 - itemDecayOf(job);
  if (bias != 0) {
    addBias(bias, I, J, 0, f32x4.extract_lane(z, 0), itemKeep);
    addBias(bias, I, J, 4, f32x4.extract_lane(z, 1), itemKeep);
    if (count > 2) addBias(bias, I, J, 8, f32x4.extract_lane(z, 2), itemKeep);
    if (count > 3) addBias(bias, I, J, 12, f32x4.extract_lane(z, 3), itemKeep);
  }
  const z0 = v128.shuffle<f32>(z, z, 0, 0, 0, 0);
  const z1 = v128.shuffle<f32>(z, z, 1, 1, 1, 1);
  const z2 = v128.shuffle<f32>(z, z, 2, 2, 2, 2);
  const z3 = v128.shuffle<f32>(z, z, 3, 3, 3, 3);
  const keepX = f32x4.splat(1 - <f32>count * userDecayOf(job));
  const keepY = f32x4.splat(itemKeep);
  for (let c: usize = 0; c < bytes; c += 16) {
    const v = v128.load(x + c);
    let p = v128.load(i0 + c);
    let q = v128.load(j0 + c);
    let t = f32x4.mul(z0, v);
    let g = f32x4.mul(z0, f32x4.sub(p, q));
    v128.store(i0 + c, f32x4.add(f32x4.mul(keepY, p), t));
    v128.store(j0 + c, f32x4.sub(f32x4.mul(keepY, q), t));
    p = v128.load(i1 + c);
    q = v128.load(j1 + c);
    t = f32x4.mul(z1, v);
    g = f32x4.add(g, f32x4.mul(z1, f32x4.sub(p, q)));
    v128.store(i1 + c, f32x4.add(f32x4.mul(keepY, p), t));
    v128.store(j1 + c, f32x4.sub(f32x4.mul(keepY, q), t));
    p = v128.load(i2 + c);
    q = v128.load(j2 + c);
    t = f32x4.mul(z2, v);
    g = f32x4.add(g, f32x4.mul(z2, f32x4.sub(p, q)));
    v128.store(i2 + c, f32x4.add(f32x4.mul(keepY, p), t));
    v128.store(j2 + c, f32x4.sub(f32x4.mul(keepY, q), t));
    p = v128.load(i3 + c);
    q = v128.load(j3 + c);
    t = f32x4.mul(z3, v);
    g = f32x4.add(g, f32x4.mul(z3, f32x4.sub(p, q)));
    v128.store(i3 + c, f32x4.add(f32x4.mul(keepY, p), t));
    v128.store(j3 + c, f32x4.sub(f32x4.mul(keepY, q), t));
    v128.store(x + c, f32x4.add(f32x4.mul(keepX, v), g));
  }
  return margins;
}

/** One triple; returns its margin in every lane. */
function stepOne(job: usize, x: usize, i: i32, j: i32, bytes: usize): v128 {
  const Y = itemsOf(job);
  const bias = biasOf(job);
  const itemKeep: f32 = 1 - itemDecayOf(job);
  const yi = Y + <usize>i * bytes;
  const yj = Y + <usize>j * bytes;
  let s = f32x4.splat(0);
  for (let c: usize = 0; c < bytes; c += 16) {
    s = f32x4.add(s, f32x4.mul(v128.load(x + c), f32x4.sub(v128.load(yi + c), v128.load(yj + c))));
  }
  s = f32x4.add(s, v128.shuffle<f32>(s, s, 2, 3, 0, 1));
  s = f32x4.add(s, v128.shuffle<f32>(s, s, 1, 0, 3, 2));
  const bi = bias + ((<usize>i) << 2);
  const bj = bias + ((<usize>j) << 2);
  if (bias != 0) s = f32x4.add(s, f32x4.splat(load<f32>(bi) - load<f32>(bj)));
  const z = f32x4.mul(f32x4.splat(rateOf(job)), slopes(s));
  if (bias != 0) {
    const step = f32x4.extract_lane(z, 0);
    store<f32>(bi, itemKeep * load<f32>(bi) + step);
    store<f32>(bj, itemKeep * load<f32>(bj) - step);
  }
  const keepX = f32x4.splat(1 - userDecayOf(job));
  const keepY = f32x4.splat(itemKeep);
  for (let c: usize = 0; c < bytes; c += 16) {
    const v = v128.load(x + c);
    const p = v128.load(yi + c);
    const q = v128.load(yj + c);
    const t = f32x4.mul(z, v);
    v128.store(yi + c, f32x4.add(f32x4.mul(keepY, p), t));
    v128.store(yj + c, f32x4.sub(f32x4.mul(keepY, q), t));
    v128.store(x + c, f32x4.add(f32x4.mul(keepX, v), f32x4.mul(z, f32x4.sub(p, q))));
  }
  return s;
}

/** 1 / (1 + eˢ) of four margins; below 10⁻³⁷ it stays there. */
function slopes(margins: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp32x4(f32x4.min(margins, f32x4.splat(87)))));
}

function gatherBias(bias: usize, at: usize): v128 {
  let four = v128.load32_zero(bias + ((<usize>load<i32>(at)) << 2));
  four = v128.load_lane<f32>(bias + ((<usize>load<i32>(at, 4)) << 2), four, 1);
  four = v128.load_lane<f32>(bias + ((<usize>load<i32>(at, 8)) << 2), four, 2);
  return v128.load_lane<f32>(bias + ((<usize>load<i32>(at, 12)) << 2), four, 3);
}

function addBias(bias: usize, I: usize, J: usize, lane: usize, step: f32, keep: f32): void {
  const bi = bias + ((<usize>load<i32>(I + lane)) << 2);
  const bj = bias + ((<usize>load<i32>(J + lane)) << 2);
  store<f32>(bi, keep * load<f32>(bi) + step);
  store<f32>(bj, keep * load<f32>(bj) - step);
}

/** Adds ln σ(margin) = min(margin, 0) - ln(1 + e^-|margin|) of the first `count` margins. */
function addLikelihoods(sum: usize, margins: v128, count: i32, four: usize): void {
  v128.store(four, margins);
  let total = load<f64>(sum);
  for (let l = 0; l < count; l++) {
    const s = <f64>load<f32>(four + ((<usize>l) << 2));
    total += min(s, 0) - log(1 + exp(-abs(s)));
  }
  store<f64>(sum, total);
}
