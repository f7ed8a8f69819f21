import fc from "fast-check";
import { expect, test } from "vitest";
import { CoreError, loadCore, type WeightedCsr } from "../../src/core/index.ts";
import { generator, inFloat32, type Pair, randomFactors, rendle } from "./fixtures.ts";
import * as reference from "./reference/als.ts";

const core = await loadCore();

/** Rows of random length, weights like confidences, and fixed factors. */
function system(seed: number, dims: number, rows: number, columns: number, fill: number) {
  const random = generator(seed);
  const indptr = [0];
  const indices: number[] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) if (random() < fill) indices.push(c);
    indptr.push(indices.length);
  }
  const weights = (offset: number) => Float32Array.from(indices, () => offset + random());
  const csr: WeightedCsr = {
    indptr: Int32Array.from(indptr),
    indices: Int32Array.from(indices),
    left: weights(0),
    right: weights(1),
  };
  const lambda = Float32Array.from({ length: rows }, () => 0.1 + random());
  return { csr, lambda, Y: randomFactors(random, columns, dims) };
}

test("solved rows leave a residual of a few float32 roundings, for every dims from 1 to 33, and up to 512", async () => {
  for (const dims of [...Array.from({ length: 33 }, (_, n) => n + 1), 64, 130, 512]) {
    const { csr, lambda, Y } = system(dims, dims, 5, dims + 80, 0.95);
    const X = await core.solveRows(csr, Y, dims, 0.2, lambda);
    for (let r = 0; r < 5; r++) {
      const { A, b } = reference.normalEquations(csr, r, Y, dims, 0.2, lambda[r]!);
      const x = X.subarray(r * dims, (r + 1) * dims);
      const residual = b.map((value, j) => value - x.reduce((sum, xk, k) => sum + A[j * dims + k]! * xk, 0));
      let mass = 0; // Σ right ||y||, what b is summed from
      for (let e = csr.indptr[r]!; e < csr.indptr[r + 1]!; e++) {
        const c = csr.indices[e]!;
        mass += csr.right[e]! * Math.sqrt(reference.dot(Y, c, Y, c, dims));
      }
      const norm = Math.sqrt(reference.dot(A, 0, A, 0, A.length)) * Math.hypot(...x) + mass;
      // backward error: sums of 64 products and one over blocks, then Cholesky's c·n·eps, and n·eps for each of Y, A and x
      // turned into another basis or back
      expect(Math.hypot(...residual) / norm).toBeLessThan((66 + 7 * dims) * 2 ** -24);
    }
  }
});

test("rows with fewer entries than factors, solved by equations of their own size, are the twin's", async () => {
  for (let dims = 2; dims <= 33; dims++) {
    const { csr, lambda, Y } = system(dims, dims, 6, 90, Math.min(0.5, dims / 200));
    const X = await core.solveRows(csr, Y, dims, 0.2, lambda);
    const twin = reference.solveRows(csr, Y, dims, 0.2, lambda);
    for (let r = 0; r < 6; r++) {
      const x = X.subarray(r * dims, (r + 1) * dims);
      const exact = twin.subarray(r * dims, (r + 1) * dims);
      const { A } = reference.normalEquations(csr, r, Y, dims, 0.2, lambda[r]!);
      const error = Math.hypot(...x.map((value, k) => value - exact[k]!));
      // the backward error of the test above, times the condition of A, which is at least that of the smaller system
      const condition = Math.hypot(...A) / lambda[r]!;
      expect(error).toBeLessThanOrEqual((66 + 7 * dims) * 2 ** -24 * condition * Math.hypot(...exact));
    }
  }
});

test("long rows keep the bound of short ones", async () => {
  const { csr, lambda, Y } = system(3, 4, 1, 50_000, 0.9);
  const X = await core.solveRows(csr, Y, 4, 0, lambda);
  const { A, b } = reference.normalEquations(csr, 0, Y, 4, 0, lambda[0]!);
  const residual = b.map((value, j) => value - X.reduce((sum, xk, k) => sum + A[j * 4 + k]! * xk, 0));
  // blocks of 64, then 45,000 / 64 of them: 64 + 704 roundings where one sum would take 45,000
  const mass = csr.right.reduce((sum, right) => sum + right, 0);
  expect(Math.hypot(...residual)).toBeLessThan(768 * 2 ** -24 * (mass + Math.hypot(...A) * Math.hypot(...X)));
});

test("als and its twin take the same three sweeps", async () => {
  const random = generator(9);
  const pairs: Pair[] = [];
  for (let u = 0; u < 25; u++) for (let i = 0; i < 18; i++) if (random() < 0.3) pairs.push([u, i]);
  const problem = rendle(pairs, 25, 18, { lambda: 1, a0: 0.1, nu: 0.5 });
  for (const dims of [1, 2, 5, 8]) {
    const start = { dims, users: randomFactors(random, 25, dims), items: randomFactors(random, 18, dims) };
    const found = await core.als(inFloat32(problem), start, 3);
    const twin = reference.als(problem, start, 3);
    // six half-steps of relative error (64 + 3 d) 2^-24, each at worst times the condition of A:
    // ||A|| / λ with λ_u ≥ 1 · (.1 · 18)^½ = 1.3 and ||A|| below 60 here
    const slack = 6 * (64 + 3 * dims) * 2 ** -24 * (60 / 1.3);
    for (const side of ["users", "items"] as const) {
      const scale = Math.max(...found[side].map(Math.abs));
      found[side].forEach((value, at) => {
        expect(Math.abs(value - twin[side][at]!)).toBeLessThan(slack * scale);
      });
    }
    expect(found.loss).toBeUndefined();
  }
});

test("solveRows is one half-step of als", async () => {
  const { csr, lambda, Y } = system(4, 6, 9, 12, 0.5);
  const empty = {
    indptr: new Int32Array(13),
    indices: new Int32Array(0),
    left: new Float32Array(0),
    right: new Float32Array(0),
  };
  const problem = {
    users: csr,
    items: empty,
    unobservedWeight: 0.3,
    userRegularization: lambda,
    itemRegularization: new Float32Array(12).fill(1),
  };
  const { users, items } = await core.als(problem, { dims: 6, users: new Float32Array(54), items: Y }, 1);
  const alone = await core.solveRows(csr, Y, 6, 0.3, lambda);
  // als turns its users once more, for the item half-step: two products with 6 × 6 matrices
  const scale = Math.max(...alone.map(Math.abs));
  users.forEach((x, at) => {
    expect(Math.abs(x - alone[at]!)).toBeLessThan(2 * 6 * 6 * 2 ** -24 * scale);
  });
  expect(items).toEqual(new Float32Array(72)); // rows without entries become zero
});

test("one user by hand, with fewer entries than padded factors and with more: every step is exact", async () => {
  const row = (n: number, left: number, right: number) => ({
    indptr: Int32Array.of(0, n),
    indices: Int32Array.from({ length: n }, (_, i) => i),
    left: new Float32Array(n).fill(left),
    right: new Float32Array(n).fill(right),
  });
  // (9 y² + a0 y² + λ) x = 75 y with y = 1, a0 = 1, λ = 15; D = 16, z = ¾ and √(1 + z²) = 1¼
  const few = core.solveRows(row(1, 9, 75), Float32Array.of(1), 1, 1, Float32Array.of(15));
  expect(await few).toEqual(Float32Array.of(3));
  // (8 y² + 8 a0 y² + λ) x = 8 · 5 y with y = 1, a0 = ½, λ = 4, and √16 is exact
  const many = core.solveRows(row(8, 1, 5), new Float32Array(8).fill(1), 1, 0.5, Float32Array.of(4));
  expect(await many).toEqual(Float32Array.of(2.5));
});

test("gram is FᵀF summed in float64", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 33 }), fc.integer({ min: 1, max: 700 }), async (dims, rows) => {
      const F = randomFactors(generator(dims * rows), rows, dims);
      const G = await core.gram(F, dims);
      const twin = reference.gram(F, dims);
      expect(G.length).toBe(dims * dims);
      // products of float32 are exact in float64; rows sums of numbers below 1
      G.forEach((value, at) => {
        expect(Math.abs(value - twin[at]!)).toBeLessThanOrEqual(rows * rows * 2 ** -53);
      });
    }),
    { seed: 4, numRuns: 40 },
  );
});

test("what cannot be solved is refused with the array, the index and the way out", async () => {
  const { csr, lambda, Y } = system(6, 3, 4, 5, 0.9);
  const solve = (rows = csr, fixed = Y, weight = 0.1, ridge = lambda) => core.solveRows(rows, fixed, 3, weight, ridge);
  const spoilt = (array: Float32Array, at: number, value: number) => array.with(at, value);
  await expect(solve(csr, spoilt(Y, 7, Number.NaN))).rejects.toThrow("fixed[7] is NaN, expected a finite number");
  await expect(solve(csr, spoilt(Y, 2, Infinity))).rejects.toThrow("fixed[2] is Infinity");
  await expect(solve({ ...csr, left: spoilt(csr.left, 3, Number.NaN) })).rejects.toThrow(
    "left by row[3] is NaN, expected a finite number of at least 0",
  );
  await expect(solve({ ...csr, right: spoilt(csr.right, 4, -Infinity) })).rejects.toThrow(
    "right by row[4] is -Infinity",
  );
  await expect(solve(csr, Y, 0.1, spoilt(lambda, 1, -1))).rejects.toThrow("regularization[1] is -1");
  await expect(solve(csr, Y, Number.NaN)).rejects.toThrow("unobservedWeight is NaN");
  await expect(solve({ ...csr, indices: csr.indices.with(2, 5) })).rejects.toThrow(
    "holds 5 (entry 2), expected 0 to 4",
  );
  await expect(solve({ ...csr, indices: csr.indices.with(2, -1) })).rejects.toThrow(CoreError);
  await expect(solve({ ...csr, indptr: csr.indptr.with(2, 99) })).rejects.toThrow("indptr");
  await expect(core.solveRows(csr, Y, 4, 0.1, lambda)).rejects.toThrow("multiple of dims = 4");
  // A = [4 4; 4 4]: nothing tells the factors apart, and there is no ridge
  const flat = {
    indptr: Int32Array.of(0, 0, 2),
    indices: Int32Array.of(0, 1),
    left: Float32Array.of(2, 2),
    right: Float32Array.of(1, 1),
  };
  const failing = core.solveRows(flat, new Float32Array(4).fill(1), 2, 0, new Float32Array(2));
  await expect(failing).rejects.toThrow(
    "system of row 1 is not positive definite in float32; raise its regularization",
  );
});
