/**
 * What scoring kernels share, as 32-bit words at `job`, written by src/core/job.ts. Row r stands for one user; its
 * entries are runs[r] .. runs[r + 1] - 1.
 */

/** (rows, dims) float32 */
export function usersOf(job: usize): usize {
  return load<u32>(job);
}

export function dimsOf(job: usize): i32 {
  return load<i32>(job, 4);
}

/** packed items, see pack.ts */
export function panelsOf(job: usize): usize {
  return load<u32>(job, 8);
}

export function itemsOf(job: usize): i32 {
  return load<i32>(job, 12);
}

/** what the screened top-k reads, see screen.ts */
export function screenOf(job: usize): usize {
  return load<u32>(job, 16);
}

/** (rows + 1) or 0 */
export function excludedRowsOf(job: usize): usize {
  return load<u32>(job, 20);
}

export function excludedItemsOf(job: usize): usize {
  return load<u32>(job, 24);
}

/** items that nobody may be given */
export function blockedOf(job: usize): usize {
  return load<u32>(job, 28);
}

export function blockedCountOf(job: usize): i32 {
  return load<i32>(job, 32);
}

/** (items, padded to 8) float32 */
export function interceptsOf(job: usize): usize {
  return load<u32>(job, 36);
}

export function scaleOf(job: usize): f32 {
  return load<f32>(job, 40);
}

export function outsideOf(job: usize): bool {
  return load<i32>(job, 44) != 0;
}

/** seed, replicate, purpose, round */
export function streamOf(job: usize): usize {
  return job + 48;
}

/** The user id of row r. */
export function agentOf(job: usize, r: i32): u32 {
  return load<u32>(<usize>load<u32>(job, 64) + ((<usize>r) << 2));
}

/** The first entry of row r. */
export function firstEntry(job: usize, r: i32): i32 {
  return load<i32>(<usize>load<u32>(job, 68) + ((<usize>r) << 2));
}

/** The draw number of entry e. */
export function drawOf(job: usize, e: i32): u32 {
  return load<u32>(<usize>load<u32>(job, 72) + ((<usize>e) << 2));
}

/** (items, dims) float32 */
export function itemFactorsOf(job: usize): usize {
  return load<u32>(job, 76);
}

/** Bytes of one row of scores: items rounded up to panels of 8. */
export function rowBytes(job: usize): usize {
  return (<usize>((itemsOf(job) + 7) & ~7)) << 2;
}
