/**
 * What the kernels of BPR share, as 32-bit words at `job`, written by src/core/bpr.ts. Users and items are split into B
 * blocks, fresh in every epoch; an item's local number is its rank within its block.
 */

/** (users, d) float32 */
export function usersOf(job: usize): usize {
  return load<u32>(job);
}

/** (items, d) float32 */
export function itemsOf(job: usize): usize {
  return load<u32>(job, 4);
}

/** (items) float32, or 0 */
export function biasOf(job: usize): usize {
  return load<u32>(job, 8);
}

/** factors a row, a multiple of 4 */
export function widthOf(job: usize): i32 {
  return load<i32>(job, 12);
}

/** learning rate η */
export function rateOf(job: usize): f32 {
  return load<f32>(job, 16);
}

/** η λ of a user's factors */
export function userDecayOf(job: usize): f32 {
  return load<f32>(job, 20);
}

/** η λ of an item's factors and bias */
export function itemDecayOf(job: usize): f32 {
  return load<f32>(job, 24);
}

/** B */
export function blocksOf(job: usize): i32 {
  return load<i32>(job, 28);
}

/** (users + 1) */
export function indptrOf(job: usize): usize {
  return load<u32>(job, 32);
}

/** positives by user, ascending */
export function indicesOf(job: usize): usize {
  return load<u32>(job, 36);
}

/** the positives by pair of blocks, in it by user, as local numbers, ascending */
export function piecesOf(job: usize): usize {
  return load<u32>(job, 40);
}

/** For each user block: (B, its users), how many positives of each item block they have. */
export function allLengthsOf(job: usize): usize {
  return load<u32>(job, 44);
}

/** How many positives of item block b the users of block a have. */
export function lengthsOf(job: usize, a: i32, b: i32): usize {
  return allLengthsOf(job) + ((<usize>(firstUser(job, a) * blocksOf(job) + b * userCount(job, a))) << 2);
}

/** users by block, ascending within the block, and (B + 1) where each block starts */
export function userListOf(job: usize): usize {
  return load<u32>(job, 48);
}

export function userStartsOf(job: usize): usize {
  return load<u32>(job, 52);
}

export function firstUser(job: usize, a: i32): i32 {
  return load<i32>(userStartsOf(job) + ((<usize>a) << 2));
}

export function userCount(job: usize, a: i32): i32 {
  return firstUser(job, a + 1) - firstUser(job, a);
}

/** the same of items */
export function itemListOf(job: usize): usize {
  return load<u32>(job, 56);
}

export function itemStartsOf(job: usize): usize {
  return load<u32>(job, 60);
}

export function firstItem(job: usize, b: i32): i32 {
  return load<i32>(itemStartsOf(job) + ((<usize>b) << 2));
}

export function itemCount(job: usize, b: i32): i32 {
  return firstItem(job, b + 1) - firstItem(job, b);
}

/** (items): local number · 16 + block */
export function placesOf(job: usize): usize {
  return load<u32>(job, 64);
}

/** (items + B) float64: of each block, the running sum of its items' weights from 0; 0 for uniform negatives */
export function sumsOf(job: usize): usize {
  return load<u32>(job, 68);
}

/** (items): of each block, the item at which the search of each of its cells begins */
export function guideOf(job: usize): usize {
  return load<u32>(job, 72);
}

/** (items) float64 whole numbers */
export function weightsOf(job: usize): usize {
  return load<u32>(job, 76);
}

/** (B, B) float64: sum of ln σ over the updates of each pair of blocks, or 0 */
export function likelihoodsOf(job: usize): usize {
  return load<u32>(job, 80);
}

/** (B, B): updates made */
export function updatesOf(job: usize): usize {
  return load<u32>(job, 84);
}

/** the number of this epoch's draws of one kind */
export function drawOf(job: usize, kind: u32): u32 {
  return load<u32>(job, 88) * 4 + kind;
}

/** (B, B): where the positives of each pair of blocks begin in the pieces */
export function pairStartsOf(job: usize): usize {
  return load<u32>(job, 92);
}

export function pairStart(job: usize, a: i32, b: i32): i32 {
  return load<i32>(pairStartsOf(job) + ((<usize>(a * blocksOf(job) + b)) << 2));
}

/** seed, replicate, purpose, round */
export function streamOf(job: usize): usize {
  return job + 96;
}
