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
import { product } from "./product";

/** S (rows, items padded to 8) = scores of up to four rows from `first`. */
export function scoreRows(job: usize, first: i32, rows: i32, S: usize): void {
  const dims = dimsOf(job);
  product(usersOf(job) + <usize>first * <usize>dims * 4, rows, dims, panelsOf(job), S, rowBytes(job));
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
