import type { Csr } from "../../core/index.ts";
import { distinctPairs } from "../../log/index.ts";

/** A growing list of pairs of users, in typed arrays. */
export interface Pairs {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Collects pairs one at a time. @param expected how many are likely: more fit, at the price of a copy */
export function pairList(expected: number): { add(from: number, to: number): void; pairs(): Pairs } {
  let [from, to] = [new Int32Array(expected), new Int32Array(expected)];
  let length = 0;
  const grown = (column: Int32Array) => {
    const larger = new Int32Array(2 * column.length + 16);
    larger.set(column);
    return larger;
  };
  return {
    add(a, b) {
      if (length === from.length) [from, to] = [grown(from), grown(to)];
      from[length] = a;
      to[length++] = b;
    },
    pairs: () => ({ from: from.subarray(0, length), to: to.subarray(0, length) }),
  };
}

/** Friends of every user: each pair both ways, ascending, none twice. Pairs of a user with themselves are left out. */
export function friendsOf(users: number, { from, to }: Pairs): Csr {
  const major = new Int32Array(2 * from.length);
  const minor = new Int32Array(2 * from.length);
  let n = 0;
  for (let e = 0; e < from.length; e++) {
    const [a, b] = [from[e]!, to[e]!];
    if (a === b) continue;
    major[n] = a;
    minor[n++] = b;
    major[n] = b;
    minor[n++] = a;
  }
  return distinctPairs(major.subarray(0, n), minor.subarray(0, n), users, users);
}

/** A set of unordered pairs of users below `users`, by open addressing: two numbers a pair, where a Set takes ten. */
export function pairSet(
  expected: number,
  users: number,
): { has(a: number, b: number): boolean; add(a: number, b: number): void } {
  let mask = 15;
  while (mask < 2 * expected) mask = 2 * mask + 1;
  const slots = new Float64Array(mask + 1).fill(-1);
  const keyOf = (a: number, b: number) => (a < b ? a * users + b : b * users + a);
  const placeOf = (key: number) => {
    const hash = Math.imul(key % 0x7fffffff, 0x9e3779b1);
    let at = (hash ^ (hash >>> 15)) & mask;
    while (slots[at]! >= 0 && slots[at] !== key) at = (at + 1) & mask;
    return at;
  };
  return {
    has: (a, b) => slots[placeOf(keyOf(a, b))]! >= 0,
    add(a, b) {
      const key = keyOf(a, b);
      slots[placeOf(key)] = key;
    },
  };
}
