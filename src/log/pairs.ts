import type { Csr } from "../core/index.ts";

/** A users × items matrix of summed row weights, one entry a distinct pair. */
export interface WeightedPairs extends Csr {
  /** (entries) summed weight of the pair's rows */
  readonly weights: Float64Array;
}

/** Distinct pairs of the given columns as rows of ascending indices. */
export function distinctPairs(major: Int32Array, minor: Int32Array, majors: number, minors: number): Csr {
  return addPairs({ indptr: new Int32Array(majors + 1), indices: new Int32Array(0) }, major, minor, minors);
}

/** Adds pairs to a Csr, keeping rows ascending and distinct. */
export function addPairs(rows: Csr, major: Int32Array, minor: Int32Array, minors: number): Csr {
  if (major.length === 0) return rows;
  const order = orderOfPairs(major, minor, rows.indptr.length - 1, minors);
  return merge(rows, { major, minor, order });
}

/** The pairs of either matrix. */
export function unitePairs(first: Csr | undefined, second: Csr, minors: number): Csr {
  const { indptr, indices } = second;
  if (!first) return { indptr, indices };
  const major = new Int32Array(indices.length);
  for (let m = 0; m + 1 < indptr.length; m++) major.fill(m, indptr[m], indptr[m + 1]);
  return addPairs(first, major, indices, minors);
}

/** Adds weighted pairs likewise. A pair's weights are summed in the order of the rows, after what it weighs already. */
export function addWeightedPairs(
  pairs: WeightedPairs,
  major: Int32Array,
  minor: Int32Array,
  weight: Float64Array,
  minors: number,
): WeightedPairs {
  if (major.length === 0) return pairs;
  const order = orderOfPairs(major, minor, pairs.indptr.length - 1, minors);
  const { weights = new Float64Array(0), ...csr } = merge(pairs, { major, minor, order, weight });
  return { ...csr, weights };
}

/** Distinct pairs of `rows` that do not stand in `known`, by user. */
export function withoutPairs(rows: Pairs, known: Pairs, users: number, items: number): Csr {
  const { indptr, indices } = distinctPairs(known.user, known.item, users, items);
  const kept: number[] = [];
  for (let r = 0; r < rows.user.length; r++) {
    const u = rows.user[r]!;
    if (!includes(indices, indptr[u]!, indptr[u + 1]!, rows.item[r]!)) kept.push(r);
  }
  return distinctPairs(
    Int32Array.from(kept, (r) => rows.user[r]!),
    Int32Array.from(kept, (r) => rows.item[r]!),
    users,
    items,
  );
}

interface Pairs {
  readonly user: Int32Array;
  readonly item: Int32Array;
}

/** Whether the ascending indices[begin .. end - 1] hold `value`. */
export function includes(indices: Int32Array, begin: number, end: number, value: number): boolean {
  while (begin < end) {
    const middle = (begin + end) >>> 1;
    if (indices[middle]! < value) begin = middle + 1;
    else if (indices[middle]! > value) end = middle;
    else return true;
  }
  return false;
}

/** Rows to be merged: their pairs in columns, in ascending order by `order`. */
interface OrderedPairs {
  readonly major: Int32Array;
  readonly minor: Int32Array;
  readonly order: Int32Array;
  readonly weight?: Float64Array;
}

/** One pass over both, row by row: what a long log has grown to is copied, not sorted again. */
function merge(old: Csr & { readonly weights?: Float64Array }, added: OrderedPairs): Csr & { weights?: Float64Array } {
  const { major, minor, order, weight } = added;
  const majors = old.indptr.length - 1;
  const size = old.indices.length + countNew(old, added);
  const indptr = new Int32Array(majors + 1);
  const indices = new Int32Array(size);
  const weights = weight && new Float64Array(size);
  for (let m = 0, n = 0, e = 0, p = 0; m < majors; m++) {
    const end = old.indptr[m + 1]!;
    for (; p < order.length && major[order[p]!] === m; p++) {
      const c = minor[order[p]!]!;
      for (; e < end && old.indices[e]! <= c; e++, n++) {
        indices[n] = old.indices[e]!;
        if (weights) weights[n] = old.weights![e]!;
      }
      if (n === indptr[m] || indices[n - 1] !== c) indices[n++] = c;
      if (weights) weights[n - 1]! += weight[order[p]!]!;
    }
    for (; e < end; e++, n++) {
      indices[n] = old.indices[e]!;
      if (weights) weights[n] = old.weights![e]!;
    }
    indptr[m + 1] = n;
  }
  return weights ? { indptr, indices, weights } : { indptr, indices };
}

/** Distinct pairs to be added that the matrix does not hold. */
function countNew({ indptr, indices }: Csr, { major, minor, order }: OrderedPairs): number {
  let count = 0;
  for (let p = 0, lastMajor = -1, lastMinor = -1; p < order.length; p++) {
    const m = major[order[p]!]!;
    const c = minor[order[p]!]!;
    if (m === lastMajor && c === lastMinor) continue;
    if (!includes(indices, indptr[m]!, indptr[m + 1]!, c)) count++;
    lastMajor = m;
    lastMinor = c;
  }
  return count;
}

/** Places of the rows by (major, minor), equal pairs in the order given: two counting sorts, both stable. */
function orderOfPairs(major: Int32Array, minor: Int32Array, majors: number, minors: number): Int32Array {
  return orderBy(major, majors, orderBy(minor, minors));
}

/** The places given, all in turn if left out, by ascending id. */
function orderBy(ids: Int32Array, size: number, places?: Int32Array): Int32Array {
  const next = startsOf(ids, size);
  const order = new Int32Array(ids.length);
  for (let n = 0; n < ids.length; n++) {
    const place = places ? places[n]! : n;
    order[next[ids[place]!]!++] = place;
  }
  return order;
}

/** Where each id's entries begin among entries sorted by id, and their number at the end. (size + 1) */
function startsOf(ids: Int32Array, size: number): Int32Array {
  const starts = new Int32Array(size + 1);
  for (const id of ids) starts[id + 1]!++;
  for (let id = 0; id < size; id++) starts[id + 1]! += starts[id]!;
  return starts;
}

/** The mirror image, its rows ascending. */
export function transpose(matrix: WeightedPairs, majors: number, minors: number): WeightedPairs {
  const indptr = startsOf(matrix.indices, minors);
  const next = indptr.slice(0, minors);
  const indices = new Int32Array(matrix.indices.length);
  const weights = new Float64Array(matrix.indices.length);
  for (let m = 0; m < majors; m++) {
    for (let e = matrix.indptr[m]!; e < matrix.indptr[m + 1]!; e++) {
      const at = next[matrix.indices[e]!]!++;
      indices[at] = m;
      weights[at] = matrix.weights[e]!;
    }
  }
  return { indptr, indices, weights };
}
