import type { Csr } from "../core/index.ts";

/** Lists of items, (rows, count), -1 where a list is short. */
export interface Found {
  readonly count: number;
  readonly items: Int32Array;
}

/**
 * For each row the distinct items of its lists, ascending. Items are marked in a set of bits, words that hold any in another,
 * so that a row costs what its lists hold and a thousandth of the catalogue.
 * @param items how many there are
 */
export function unionOfLists(lists: readonly Found[], rows: number, items: number): Csr {
  const indptr = new Int32Array(rows + 1);
  const indices = new Int32Array(lists.reduce((sum, list) => sum + list.items.length, 0));
  const marks = new Int32Array((items >> 5) + 1);
  const words = new Int32Array((marks.length >> 5) + 1);
  let kept = 0;
  for (let row = 0; row < rows; row++) {
    for (const { items: found, count } of lists) mark(found, row * count, (row + 1) * count, marks, words);
    kept = takeMarked(marks, words, indices, kept);
    indptr[row + 1] = kept;
  }
  return { indptr, indices: indices.slice(0, kept) };
}

function mark(found: Int32Array, begin: number, end: number, marks: Int32Array, words: Int32Array): void {
  for (let at = begin; at < end; at++) {
    const item = found[at]!;
    if (item < 0) continue;
    const word = item >> 5;
    marks[word]! |= 1 << (item & 31);
    words[word >> 5]! |= 1 << (word & 31);
  }
}

/** Writes the items that are marked from `at` on, and unmarks them; where they end. */
function takeMarked(marks: Int32Array, words: Int32Array, into: Int32Array, at: number): number {
  let end = at;
  for (let w = 0; w < words.length; w++) {
    for (let held = words[w]!; held !== 0; held &= held - 1) {
      const word = 32 * w + lowest(held);
      for (let bits = marks[word]!; bits !== 0; bits &= bits - 1) into[end++] = 32 * word + lowest(bits);
      marks[word] = 0;
    }
    words[w] = 0;
  }
  return end;
}

/** The place of the lowest bit that is set. */
const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits);
