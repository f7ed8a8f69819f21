import { addInclusions } from "./inclusions";
import { rowBytes } from "./job";
import { addShares } from "./shares";

/** Rows whose contributions are summed apart, then added: the shape of the sum, whatever the number of threads. */
const BLOCK: i32 = 256;

/**
 * For blocks first + [begin, end) of a job of `rows` rows: the sum of expected shares (or, with `inclusions`, of expected
 * inclusions) over the block's rows. Block b's goes to row b of parts, one float64 an item of a padded row and one for the
 * outside option. scratch: four rows of scores, then one float64 an item.
 */
export function sumBlocks(
  begin: i32,
  end: i32,
  job: usize,
  inclusions: bool,
  rows: i32,
  first: i32,
  amounts: usize,
  parts: usize,
  scratch: usize,
): i32 {
  const bytes = rowBytes(job) << 1;
  for (let b = begin; b < end; b++) {
    const part = parts + <usize>b * (bytes + 8);
    memory.fill(part, 0, bytes);
    const from = (first + b) * BLOCK;
    const to = min(from + BLOCK, rows);
    const outside = inclusions
      ? addInclusions(from, to, job, amounts, part, scratch)
      : addShares(from, to, job, amounts, part, scratch);
    store<f64>(part + bytes, outside);
  }
  return 0;
}

/** sum += parts' rows 0 .. count - 1 of n float64, in that order. */
export function addParts(sum: usize, parts: usize, count: i32, n: i32): void {
  const bytes = (<usize>n) << 3;
  for (let p = 0; p < count; p++) {
    const part = parts + <usize>p * bytes;
    for (let at: usize = 0; at < bytes; at += 8) store<f64>(sum + at, load<f64>(sum + at) + load<f64>(part + at));
  }
}
