import {
  blocksOf,
  drawOf,
  firstItem,
  firstUser,
  guideOf,
  indicesOf,
  indptrOf,
  itemCount,
  itemListOf,
  itemStartsOf,
  lengthsOf,
  pairStartsOf,
  piecesOf,
  placesOf,
  streamOf,
  sumsOf,
  userCount,
  userListOf,
  userStartsOf,
  weightsOf,
} from "./bprJob";
import { fourUniforms } from "./philox";

/** Kinds of draws of an epoch. */
const USER_BLOCK: u32 = 0;
const ITEM_BLOCK: u32 = 1;

/** Draws the blocks of an epoch and lists their users and items. scratch: max(users, items) + 4 + 32 bytes. */
export function bprDrawBlocks(job: usize, users: i32, items: i32, scratch: usize): void {
  const B = blocksOf(job);
  const blocks = scratch + 32;
  drawBlocks(job, USER_BLOCK, users, B, blocks, scratch);
  list(blocks, users, B, userListOf(job), userStartsOf(job));
  startBlocks(job, B);
  drawBlocks(job, ITEM_BLOCK, items, B, blocks, scratch);
  list(blocks, items, B, itemListOf(job), itemStartsOf(job));
  for (let b = 0; b < B; b++) number(job, b);
  if (sumsOf(job) != 0) for (let b = 0; b < B; b++) sumWeights(job, b);
}

/** One byte each: floor(B · uniform(draw, 0, n)). */
function drawBlocks(job: usize, kind: u32, count: i32, B: i32, blocks: usize, uniforms: usize): void {
  const draw = drawOf(job, kind);
  for (let n = 0; n < count; n += 4) {
    fourUniforms(streamOf(job), draw, 0, i32x4.add(i32x4.splat(n), i32x4(0, 1, 2, 3)), uniforms);
    for (let l = 0; l < 4; l++) {
      store<u8>(blocks + <usize>(n + l), <u8>(<f64>B * load<f64>(uniforms + ((<usize>l) << 3))));
    }
  }
}

/** Counting sort of 0 .. count - 1 by block; starts: (B + 1). */
function list(blocks: usize, count: i32, B: i32, sorted: usize, starts: usize): void {
  memory.fill(starts, 0, (<usize>(B + 1)) << 2);
  for (let n = 0; n < count; n++) {
    const at = starts + ((<usize>load<u8>(blocks + <usize>n)) << 2);
    store<i32>(at, load<i32>(at, 4) + 1, 4);
  }
  for (let b = 0; b < B; b++) {
    const at = starts + ((<usize>b) << 2);
    store<i32>(at, load<i32>(at) + load<i32>(at, 4), 4);
  }
  // each start moves up to the next block's as its block fills, and then all are shifted back
  for (let n = 0; n < count; n++) {
    const at = starts + ((<usize>load<u8>(blocks + <usize>n)) << 2);
    const place = load<i32>(at);
    store<i32>(sorted + ((<usize>place) << 2), n);
    store<i32>(at, place + 1);
  }
  for (let b = B; b > 0; b--) {
    const at = starts + ((<usize>b) << 2);
    store<i32>(at, load<i32>(at - 4));
  }
  store<i32>(starts, 0);
}

/** The places of the items of block b. */
function number(job: usize, b: i32): void {
  const members = itemListOf(job) + ((<usize>firstItem(job, b)) << 2);
  const places = placesOf(job);
  const size = itemCount(job, b);
  for (let l = 0; l < size; l++) {
    store<i32>(places + ((<usize>load<i32>(members + ((<usize>l) << 2))) << 2), (l << 4) | b);
  }
}

/** Cells a guide has for each item of its block, and one for what is rounded up. */
const CELLS: i32 = 4;

/** Where the guide of block b begins. */
export function guideFrom(job: usize, b: i32): usize {
  return guideOf(job) + ((<usize>(CELLS * firstItem(job, b) + b)) << 2);
}

/** Cells of block b's guide in a unit of its mass. */
export function cellsOf(job: usize, b: i32): f64 {
  const size = itemCount(job, b);
  return <f64>(CELLS * size) / load<f64>(sumsFrom(job, b) + ((<usize>size) << 3));
}

/** The running sums of block b, one more than items. */
export function sumsFrom(job: usize, b: i32): usize {
  return sumsOf(job) + ((<usize>(firstItem(job, b) + b)) << 3);
}

/**
 * Running sums of the weights of block b's items, exact whole numbers, and the guide to their inversion (Chen and Asau
 * 1974): equal cells, each with the item in which it begins.
 */
function sumWeights(job: usize, b: i32): void {
  const size = itemCount(job, b);
  const members = itemListOf(job) + ((<usize>firstItem(job, b)) << 2);
  const sums = sumsFrom(job, b);
  const guide = guideFrom(job, b);
  const weights = weightsOf(job);
  let sum: f64 = 0;
  for (let l = 0; l < size; l++) {
    store<f64>(sums + ((<usize>l) << 3), sum);
    sum += load<f64>(weights + ((<usize>load<i32>(members + ((<usize>l) << 2))) << 3));
  }
  store<f64>(sums + ((<usize>size) << 3), sum);
  const cells = cellsOf(job, b);
  let l = 0;
  for (let cell = 0; cell <= CELLS * size; cell++) {
    while (l + 1 < size && load<f64>(sums + ((<usize>(l + 1)) << 3)) * cells <= <f64>cell) l++;
    store<i32>(guide + ((<usize>cell) << 2), l);
  }
}

/**
 * Sorts the positives of user blocks [begin, end) by item block, as local numbers, in each by user: pieces, their lengths
 * and where each pair of blocks begins. scratch: B cursors.
 */
export function bprPieces(begin: i32, end: i32, job: usize, scratch: usize): i32 {
  const B = blocksOf(job);
  for (let a = begin; a < end; a++) {
    memory.fill(scratch, 0, (<usize>B) << 2);
    countPieces(job, a, B, scratch);
    const starts = pairStartsOf(job) + ((<usize>(a * B)) << 2);
    let start = load<i32>(starts);
    for (let b: usize = 0; b < <usize>B; b++) {
      store<i32>(starts + (b << 2), start);
      start += load<i32>(scratch + (b << 2));
    }
    memory.copy(scratch, starts, (<usize>B) << 2);
    fillPieces(job, a, scratch);
  }
  return 0;
}

/** The lengths of the pieces of user block a; totals: (B) their sums, added to. */
function countPieces(job: usize, a: i32, B: i32, totals: usize): void {
  const size = userCount(job, a);
  const users = userListOf(job) + ((<usize>firstUser(job, a)) << 2);
  const lengths = lengthsOf(job, a, 0);
  const stride = (<usize>size) << 2;
  const indptr = indptrOf(job);
  const indices = indicesOf(job);
  const places = placesOf(job);
  for (let n = 0; n < size; n++) {
    const column = lengths + ((<usize>n) << 2);
    const row = indptr + ((<usize>load<i32>(users + ((<usize>n) << 2))) << 2);
    const to = load<i32>(row, 4);
    for (let b: usize = 0; b < <usize>B; b++) store<i32>(column + b * stride, -load<i32>(totals + (b << 2)));
    for (let e = load<i32>(row); e < to; e++) {
      const at = totals + ((<usize>(placeOf(places, indices, e) & 15)) << 2);
      store<i32>(at, load<i32>(at) + 1);
    }
    for (let b: usize = 0; b < <usize>B; b++) {
      const at = column + b * stride;
      store<i32>(at, load<i32>(at) + load<i32>(totals + (b << 2)));
    }
  }
}

/** Puts the positives of user block a where the cursors point, which move on. */
function fillPieces(job: usize, a: i32, cursors: usize): void {
  const last = firstUser(job, a + 1);
  const users = userListOf(job);
  const indptr = indptrOf(job);
  const indices = indicesOf(job);
  const places = placesOf(job);
  const pieces = piecesOf(job);
  for (let n = firstUser(job, a); n < last; n++) {
    const row = indptr + ((<usize>load<i32>(users + ((<usize>n) << 2))) << 2);
    const to = load<i32>(row, 4);
    for (let e = load<i32>(row); e < to; e++) {
      const place = placeOf(places, indices, e);
      const at = cursors + ((<usize>(place & 15)) << 2);
      const cursor = load<i32>(at);
      store<i32>(pieces + ((<usize>cursor) << 2), place >> 4);
      store<i32>(at, cursor + 1);
    }
  }
}

function placeOf(places: usize, indices: usize, e: i32): i32 {
  return load<i32>(places + ((<usize>load<i32>(indices + ((<usize>e) << 2))) << 2));
}

/** Where the positives of each user block begin: the first of its pairStarts. */
function startBlocks(job: usize, B: i32): void {
  const users = userListOf(job);
  const indptr = indptrOf(job);
  let start = 0;
  for (let a = 0; a < B; a++) {
    store<i32>(pairStartsOf(job) + ((<usize>(a * B)) << 2), start);
    const last = firstUser(job, a + 1);
    for (let n = firstUser(job, a); n < last; n++) {
      const row = indptr + ((<usize>load<i32>(users + ((<usize>n) << 2))) << 2);
      start += load<i32>(row, 4) - load<i32>(row);
    }
  }
}
