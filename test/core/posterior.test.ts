import { expect, test } from "vitest";
import { loadCore, type Stream, type WeightedCsr } from "../../src/core/index.ts";
import { generator, randomFactors } from "./fixtures.ts";
import { drawRow, inverse } from "./reference/posterior.ts";

const core = await loadCore();
const stream: Stream = { key: { seed: 7, replicate: 2 }, purpose: 200, round: 3 };

/** Rows of random entries with weights like confidences; every fourth row is empty. */
function system(seed: number, dims: number, rows: number, columns: number) {
  const random = generator(seed);
  const indptr = [0];
  const indices: number[] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) if (r % 4 !== 3 && random() < 0.5) indices.push(c);
    indptr.push(indices.length);
  }
  const csr: WeightedCsr = {
    indptr: Int32Array.from(indptr),
    indices: Int32Array.from(indices),
    left: Float32Array.from(indices, () => random()),
    right: Float32Array.from(indices, () => 1 + random()),
  };
  const lambda = Float32Array.from({ length: rows }, () => 0.5 + random());
  const users = Int32Array.from({ length: rows }, (_, r) => 3 * r);
  const draws = Int32Array.from({ length: rows }, (_, r) => r % 5);
  return { csr, lambda, users, draws, Y: randomFactors(random, columns, dims) };
}

/** ||A||: the largest row sum. */
function norm(A: Float64Array, n: number): number {
  let most = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += Math.abs(A[j * n + k]!);
    most = Math.max(most, sum);
  }
  return most;
}

test("the core and its twin draw the same factors from the same normals, for every dims from 1 to 33", async () => {
  for (let dims = 1; dims <= 33; dims++) {
    const { csr, lambda, users, draws, Y } = system(dims, dims, 6, 80);
    const found = await core.samplePosterior(csr, Y, dims, 0.2, lambda, 0.7, users, draws, stream);
    for (let r = 0; r < 6; r++) {
      const z = Float64Array.from({ length: dims }, (_, k) => core.normal(stream, draws[r]!, users[r]!, k));
      const { A, mean, draw } = drawRow(csr, r, Y, dims, 0.2, lambda[r]!, 0.7, z);
      // (67 + 4 d) roundings of the matrix and its factor, times its condition number, in x and in U⁻¹z
      const condition = norm(A, dims) * norm(inverse(A, dims), dims);
      const size = Math.hypot(...mean) + Math.hypot(...draw.map((x, k) => x - mean[k]!));
      draw.forEach((x, k) => {
        const error = Math.abs(found[r * dims + k]! - x);
        expect(error).toBeLessThan((67 + 4 * dims) * 2 ** -24 * condition * size);
      });
    }
  }
});

test("without noise a draw is what solveRows solves, and zero for an empty row", async () => {
  const { csr, lambda, users, draws, Y } = system(40, 9, 12, 70);
  const found = await core.samplePosterior(csr, Y, 9, 0.2, lambda, 0, users, draws, stream);
  const solved = await core.solveRows(csr, Y, 9, 0.2, lambda);
  for (let r = 0; r < 12; r++) {
    const { A } = drawRow(csr, r, Y, 9, 0.2, lambda[r]!, 0, new Float64Array(9));
    const condition = norm(A, 9) * norm(inverse(A, 9), 9);
    const row = solved.subarray(9 * r, 9 * r + 9);
    row.forEach((x, k) => {
      // both are within (67 + 4 d) roundings times the condition of the true solution
      const bound = 2 * (67 + 4 * 9) * 2 ** -24 * condition * Math.hypot(...row);
      expect(Math.abs(found[9 * r + k]! - x)).toBeLessThanOrEqual(bound);
    });
  }
  expect(found.slice(27, 36)).toEqual(new Float32Array(9)); // row 3 is empty
});

test("one factor by hand", async () => {
  // A = 2 · 2² + ½ · 2² + 6 = 16, b = 3 · 2: x = 6 / 16 + σ z / 4
  const one = {
    indptr: Int32Array.of(0, 1),
    indices: Int32Array.of(0),
    left: Float32Array.of(2),
    right: Float32Array.of(3),
  };
  const who = [Int32Array.of(5), Int32Array.of(9)] as const;
  const [found] = await core.samplePosterior(one, Float32Array.of(2), 1, 0.5, Float32Array.of(6), 2, ...who, stream);
  expect(Math.abs(found! - (0.375 + core.normal(stream, 9, 5, 0) / 2))).toBeLessThan(2 ** -23);
});

test("many draws have the mean A⁻¹b and the covariance σ² A⁻¹; those of empty rows that of the prior", async () => {
  const dims = 3;
  const R = 20_000;
  const sigma = 0.8;
  for (const entries of [4, 0]) {
    const random = generator(entries + 1);
    const Y = randomFactors(random, 6, dims);
    const repeat = <T extends Float32Array | Int32Array>(values: T, row: ArrayLike<number>): T => {
      for (let e = 0; e < values.length; e++) values[e] = row[e % row.length]!;
      return values;
    };
    const rows: WeightedCsr = {
      indptr: Int32Array.from({ length: R + 1 }, (_, r) => entries * r),
      indices: repeat(new Int32Array(R * entries), [0, 2, 3, 5]),
      left: repeat(new Float32Array(R * entries), [1, 0.5, 2, 1]),
      right: repeat(new Float32Array(R * entries), [1, 2, -1, 1]),
    };
    const lambda = new Float32Array(R).fill(0.4);
    // half of the draws are other users, half other draws of the same ones
    const users = Int32Array.from({ length: R }, (_, r) => r % (R / 2));
    const draws = Int32Array.from({ length: R }, (_, r) => (r < R / 2 ? 0 : 1));
    const found = await core.samplePosterior(rows, Y, dims, 0.3, lambda, sigma, users, draws, stream);
    const { A, mean } = drawRow(rows, 0, Y, dims, 0.3, Math.fround(0.4), sigma, new Float64Array(dims));
    const S = inverse(A, dims).map((value) => sigma * sigma * value);
    for (let j = 0; j < dims; j++) {
      let sum = 0;
      for (let r = 0; r < R; r++) sum += found[r * dims + j]! - mean[j]!;
      // R = 20,000 draws of variance S_jj
      expect(Math.abs(sum / R) / Math.sqrt(S[j * dims + j]! / R)).toBeLessThan(4);
      for (let k = 0; k <= j; k++) {
        let product = 0;
        for (let r = 0; r < R; r++) product += (found[r * dims + j]! - mean[j]!) * (found[r * dims + k]! - mean[k]!);
        const sd = Math.sqrt((S[j * dims + j]! * S[k * dims + k]! + S[j * dims + k]! ** 2) / R);
        expect(Math.abs(product / R - S[j * dims + k]!) / sd).toBeLessThan(4);
      }
    }
  }
});

test("a draw is keyed by its user and number: other rows change nothing", async () => {
  const dims = 5;
  const { csr, lambda, users, draws, Y } = system(50, dims, 8, 30);
  const all = await core.samplePosterior(csr, Y, dims, 0.2, lambda, 1, users, draws, stream);
  const from = csr.indptr[5]!;
  const entries = [from, csr.indptr[6]!] as const;
  const row = {
    indptr: Int32Array.of(0, entries[1] - from),
    indices: csr.indices.slice(...entries),
    left: csr.left.slice(...entries),
    right: csr.right.slice(...entries),
  };
  const alone = (user: number, draw: number, place = stream) =>
    core.samplePosterior(row, Y, dims, 0.2, lambda.slice(5, 6), 1, Int32Array.of(user), Int32Array.of(draw), place);
  expect(await alone(users[5]!, draws[5]!)).toEqual(all.slice(5 * dims, 6 * dims));
  const known = await alone(users[5]!, draws[5]!);
  for (const other of [
    await alone(users[5]! + 1, draws[5]!),
    await alone(users[5]!, draws[5]! + 1),
    await alone(users[5]!, draws[5]!, { ...stream, round: 4 }),
    await alone(users[5]!, draws[5]!, { ...stream, purpose: 201 }),
    await alone(users[5]!, draws[5]!, { ...stream, key: { seed: 8, replicate: 2 } }),
  ]) {
    other.forEach((x, k) => {
      expect(x).not.toBe(known[k]);
    });
  }
});

test("1, 2 and 4 threads draw the same bits", async () => {
  const { csr, lambda, users, draws, Y } = system(70, 14, 400, 60);
  const given = [csr, Y, 14, 0.2, lambda, 1, users, draws, stream] as const;
  const alone = await core.samplePosterior(...given);
  expect(new Set(alone).size).toBeGreaterThan(5000);
  for (const threads of [2, 4]) {
    const team = await loadCore({ threads });
    expect(await team.samplePosterior(...given)).toEqual(alone);
    await team.close();
  }
});

test("what cannot be drawn is refused with the array, the index and the way out", async () => {
  const { csr, lambda, users, draws, Y } = system(60, 3, 4, 8);
  type Given = Parameters<typeof core.samplePosterior>;
  const refused = (change: (given: Given) => void) => {
    const given: Given = [csr, Y, 3, 0.2, lambda, 1, users, draws, stream];
    change(given);
    return expect(core.samplePosterior(...given)).rejects;
  };
  await refused((given) => {
    given[5] = -1;
  }).toThrow("sigma is -1, expected a finite number of at least 0");
  await refused((given) => {
    given[5] = Number.NaN;
  }).toThrow("sigma is NaN");
  await refused((given) => {
    given[6] = users.slice(1);
  }).toThrow("users has 3 values, expected 4");
  await refused((given) => {
    given[7] = draws.with(2, 2 ** 24);
  }).toThrow("draws[2] is 16777216, expected 0 to 16777215");
  await refused((given) => {
    given[0] = { ...csr, left: csr.left.with(1, Number.NaN) };
  }).toThrow("rows.left[1] is NaN");
  await refused((given) => {
    given[0] = { ...csr, indices: csr.indices.with(1, 8) };
  }).toThrow("holds 8 (entry 1), expected 0 to 7");
  await refused((given) => {
    given[1] = Y.with(4, Infinity);
  }).toThrow("[4] is Infinity");
  // an empty row without any precision
  await refused((given) => {
    given[3] = 0;
    given[4] = lambda.with(3, 0);
  }).toThrow("the precision of row 3 is not positive definite in float32; raise its regularization");
});
