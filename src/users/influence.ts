import { z } from "zod";
import type { Csr, ValuedCsr } from "../core/index.ts";
import { distinctPairs } from "../log/index.ts";
import { type Choices, lastChoices } from "./discovery/recent.ts";

export const influenceSchema = z.strictObject({
  strength: z.number().nonnegative().default(0),
  memory: z.int().positive().default(1),
});

/**
 * What friends' choices add to utilities: strength × the share of the user's friends who chose the item in the last
 * `memory` rounds. An entry for every item that a friend chose: users × friends × their choices at most.
 * @param friends of each user
 * @param recent choices by round, the newest last
 */
export function influenceOf(
  friends: Csr | undefined,
  recent: readonly Choices[] | undefined,
  items: number,
  { strength, memory }: z.infer<typeof influenceSchema>,
): ValuedCsr | undefined {
  if (strength === 0 || !friends || !recent) return undefined;
  const users = friends.indptr.length - 1;
  const { user, item } = lastChoices(recent, memory);
  const chosen = distinctPairs(user, item, users, items);
  const count = new Int32Array(items);
  const touched = new Int32Array(items);
  const indptr = new Int32Array(users + 1);
  let [indices, values] = [new Int32Array(1024), new Float32Array(1024)];
  for (let u = 0; u < users; u++) {
    const degree = friends.indptr[u + 1]! - friends.indptr[u]!;
    let n = 0;
    for (let f = friends.indptr[u]!; f < friends.indptr[u + 1]!; f++) {
      const friend = friends.indices[f]!;
      for (let e = chosen.indptr[friend]!; e < chosen.indptr[friend + 1]!; e++) {
        const i = chosen.indices[e]!;
        if (count[i]!++ === 0) touched[n++] = i;
      }
    }
    const begin = indptr[u]!;
    if (begin + n > indices.length) [indices, values] = grown(indices, values, 2 * (begin + n));
    const row = touched.subarray(0, n).sort();
    for (let e = 0; e < n; e++) {
      indices[begin + e] = row[e]!;
      values[begin + e] = (strength * count[row[e]!]!) / degree;
      count[row[e]!] = 0;
    }
    indptr[u + 1] = begin + n;
  }
  const size = indptr[users]!;
  return size === 0 ? undefined : { indptr, indices: indices.slice(0, size), values: values.slice(0, size) };
}

function grown(
  indices: Int32Array,
  values: Float32Array,
  size: number,
): [Int32Array<ArrayBuffer>, Float32Array<ArrayBuffer>] {
  const [more, larger] = [new Int32Array(size), new Float32Array(size)];
  more.set(indices);
  larger.set(values);
  return [more, larger];
}

/** The sum of two additions to utility; the other where one is not there. */
export function addLifts(a: ValuedCsr | undefined, b: ValuedCsr | undefined): ValuedCsr | undefined {
  if (!a || !b) return a ?? b;
  const size = a.indices.length + b.indices.length;
  const [indices, values] = [new Int32Array(size), new Float32Array(size)];
  const indptr = new Int32Array(a.indptr.length);
  for (let u = 0, n = 0; u + 1 < indptr.length; u++) {
    let [p, q] = [a.indptr[u]!, b.indptr[u]!];
    const [pEnd, qEnd] = [a.indptr[u + 1]!, b.indptr[u + 1]!];
    for (; p < pEnd || q < qEnd; n++) {
      const left = p < pEnd ? a.indices[p]! : Number.POSITIVE_INFINITY;
      const right = q < qEnd ? b.indices[q]! : Number.POSITIVE_INFINITY;
      indices[n] = Math.min(left, right);
      values[n] = (left <= right ? a.values[p++]! : 0) + (right <= left ? b.values[q++]! : 0);
    }
    indptr[u + 1] = n;
  }
  const end = indptr[indptr.length - 1]!;
  return { indptr, indices: indices.slice(0, end), values: values.slice(0, end) };
}
