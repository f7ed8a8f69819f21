import type { Csr } from "../core/index.ts";

/** A users × items matrix of summed row weights, one entry a distinct pair. */
export interface WeightedPairs extends Csr {
  /** (entries) summed weight of the pair's rows */
  readonly weights: Float64Array;
}

/** Distinct pairs of the given columns as rows of ascending indices. */
export function distinctPairs(major: Int32Array, minor: Int32Array, majors: number, minors: number): Csr {
  const weight = new Float64Array(major.length).fill(1);
  const { indptr, indices } = transpose(sumPairs(minor, major, weight, minors, majors), minors, majors);
  return { indptr, indices };
}

/** Adds pairs to a Csr, keeping rows ascending and distinct. */
export function addPairs(rows: Csr, major: Int32Array, minor: Int32Array, minors: number): Csr {
  const majors = rows.indptr.length - 1;
  const old = rows.indices.length;
  const allMajor = new Int32Array(old + major.length);
  for (let r = 0; r < majors; r++) allMajor.fill(r, rows.indptr[r]!, rows.indptr[r + 1]!);
  allMajor.set(major, old);
  const allMinor = new Int32Array(old + minor.length);
  allMinor.set(rows.indices);
  allMinor.set(minor, old);
  return distinctPairs(allMajor, allMinor, majors, minors);
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

/**
 * One entry a distinct (major, minor), grouped by major in order of first appearance. The order inside a group does not
 * matter: the transpose sorts it. Weights are summed in the order of the rows.
 */
export function sumPairs(
  major: Int32Array,
  minor: Int32Array,
  weight: Float64Array,
  majors: number,
  minors: number,
): WeightedPairs {
  const start = new Int32Array(majors + 1);
  for (const m of major) start[m + 1]!++;
  for (let m = 0; m < majors; m++) start[m + 1]! += start[m]!;
  const next = start.slice(0, majors);
  const order = new Int32Array(major.length);
  for (let r = 0; r < major.length; r++) order[next[major[r]!]!++] = r;

  const indptr = new Int32Array(majors + 1);
  const indices = new Int32Array(major.length);
  const weights = new Float64Array(major.length);
  const place = new Int32Array(minors).fill(-1);
  let n = 0;
  for (let m = 0; m < majors; m++) {
    for (let e = start[m]!; e < start[m + 1]!; e++) {
      const r = order[e]!;
      const c = minor[r]!;
      if (place[c]! < indptr[m]!) {
        place[c] = n;
        indices[n++] = c;
      }
      weights[place[c]!]! += weight[r]!;
    }
    indptr[m + 1] = n;
  }
  return { indptr, indices: indices.slice(0, n), weights: weights.slice(0, n) };
}

/** The mirror image, its rows ascending. */
export function transpose(matrix: WeightedPairs, majors: number, minors: number): WeightedPairs {
  const indptr = new Int32Array(minors + 1);
  for (const c of matrix.indices) indptr[c + 1]!++;
  for (let c = 0; c < minors; c++) indptr[c + 1]! += indptr[c]!;
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
