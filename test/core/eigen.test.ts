import fc from "fast-check";
import { expect, test } from "vitest";
import { instantiateKernels, loadCore } from "../../src/core/load.ts";
import { generator } from "./fixtures.ts";

const { kernels, memory } = await instantiateKernels();
memory.grow(200);

/** Eigenvalues and vectors, as rows, by the kernel. */
function eigen(A: Float64Array, n: number) {
  const f64 = new Float64Array(memory.buffer);
  const [at, vectors] = [1024, 1024 + 8 * n * n];
  const values = vectors + 8 * n * n;
  f64.set(A, at / 8);
  expect(kernels.eigen(at, n, values, vectors, values + 8 * n)).toBe(0);
  return {
    values: f64.slice(values / 8, values / 8 + n),
    vectors: f64.slice(vectors / 8, vectors / 8 + n * n),
  };
}

/** FᵀF of `rank` random rows. */
function gramOf(seed: number, n: number, rank: number): Float64Array {
  const random = generator(seed);
  const A = new Float64Array(n * n);
  for (let r = 0; r < rank; r++) {
    const row = Float64Array.from({ length: n }, () => 2 * random() - 1);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) A[i * n + j]! += row[i]! * row[j]!;
  }
  return A;
}

test("A w = λ w, vectors are orthonormal, values fall, for any size and rank", () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 0, max: 90 }), fc.integer());
  fc.assert(
    fc.property(sizes, ([n, rank, seed]) => {
      const A = gramOf(seed, n, rank);
      const { values, vectors } = eigen(A, n);
      const norm = Math.hypot(...A);
      // backward stable: a small multiple of n float64 roundings of the norm, each for the reduction and for QL
      const slack = 20 * n * 2 ** -53;
      for (let a = 0; a < n; a++) {
        if (a > 0) expect(values[a]).toBeLessThanOrEqual(values[a - 1]!);
        for (let i = 0; i < n; i++) {
          let product = 0;
          for (let j = 0; j < n; j++) product += A[i * n + j]! * vectors[a * n + j]!;
          expect(Math.abs(product - values[a]! * vectors[a * n + i]!)).toBeLessThanOrEqual(slack * norm);
        }
        for (let b = 0; b <= a; b++) {
          let dot = 0;
          for (let j = 0; j < n; j++) dot += vectors[a * n + j]! * vectors[b * n + j]!;
          expect(Math.abs(dot - (a === b ? 1 : 0))).toBeLessThanOrEqual(slack);
        }
      }
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("by hand: 2 × 2, a diagonal with equal values, and nothing", () => {
  const { values, vectors } = eigen(Float64Array.of(2, 1, 1, 2), 2);
  expect(values[0]).toBeCloseTo(3, 15);
  expect(values[1]).toBeCloseTo(1, 15);
  expect(Math.abs(vectors[0]! - vectors[1]!)).toBeLessThan(1e-15);
  expect([...eigen(Float64Array.of(1, 0, 0, 0, 5, 0, 0, 0, 1), 3).values]).toEqual([5, 1, 1]);
  expect([...eigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
});

test("through the core: vectors in rows, values largest first; what is no matrix is refused", async () => {
  const core = await loadCore({ threads: 1 });
  const A = gramOf(9, 7, 5);
  expect(await core.symmetricEigen(A, 7)).toEqual(eigen(A, 7));
  expect((await core.symmetricEigen(new Float64Array(0), 0)).values).toHaveLength(0);
  await expect(core.symmetricEigen(A, 6)).rejects.toThrow("got 49 numbers, expected 6 × 6");
  await expect(core.symmetricEigen(A.with(3, Infinity), 7)).rejects.toThrow("entry 3 is Infinity");
});
