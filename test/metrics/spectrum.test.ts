import fc from "fast-check";
import { expect, test } from "vitest";
import { symmetricEigen } from "../../src/metrics/jacobi.ts";
import { effectiveRank, productSingularValues } from "../../src/metrics/spectrum.ts";
import { core, expectRounded, f64, generator, gram } from "./fixture.ts";

const settings = { seed: 5, numRuns: 60 };
const eps = 2 ** -52;
const shape = fc.record({
  d: fc.integer({ min: 1, max: 12 }),
  rank: fc.integer({ min: 1, max: 12 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

/** (rows, d) of standard uniform entries in (-1, 1), of which only the first `rank` columns differ from zero. */
function drawn(rows: number, d: number, rank: number, random: () => number): Float64Array {
  return Float64Array.from({ length: rows * d }, (_, at) => {
    const x = 2 * random() - 1;
    return at % d < rank ? x : 0;
  });
}

/** F R for the product R of random plane rotations, orthogonal but for one rounding each. */
function rotated(F: Float64Array, d: number, random: () => number): Float64Array {
  const out = F.slice();
  for (let p = 0; p < d; p++) {
    for (let q = p + 1; q < d; q++) {
      const angle = 2 * Math.PI * random();
      for (let row = 0; row < F.length; row += d) {
        const [x, y] = [out[row + p]!, out[row + q]!];
        out[row + p] = Math.cos(angle) * x - Math.sin(angle) * y;
        out[row + q] = Math.sin(angle) * x + Math.cos(angle) * y;
      }
    }
  }
  return out;
}

const trace = (A: Float64Array, d: number) => A.reduce((sum, a, at) => (at % (d + 1) === 0 ? sum + a : sum), 0);

const rankOf = (U: Float64Array, V: Float64Array, d: number) =>
  effectiveRank(core, productSingularValues(gram(U, d), gram(V, d), d));

test("eigenvalues and vectors of a matrix known by hand", () => {
  const { values, vectors } = symmetricEigen(f64(2, 1, 1, 2), 2);
  expectRounded(values[0], 3, 8);
  expectRounded(values[1], 1, 8);
  expectRounded(Math.abs(vectors[0]!), Math.SQRT1_2, 8);
  expectRounded(vectors[0]! * vectors[1]! + vectors[2]! * vectors[3]!, 0, 8);
});

test("A = Q diag(λ) Qᵀ with orthogonal Q", () => {
  fc.assert(
    fc.property(shape, ({ d, rank, seed }) => {
      const A = gram(drawn(d + 3, d, Math.min(rank, d), generator(seed)), d);
      const norm = Math.sqrt(A.reduce((s, a) => s + a * a, 0));
      const { values, vectors } = symmetricEigen(A, d);
      // ten sweeps of d² / 2 rotations, in each of which an entry takes part 2(d - 1) times with three roundings
      const bound = 60 * d * eps;
      for (let i = 0; i < d; i++) {
        for (let j = 0; j < d; j++) {
          let a = 0;
          let one = 0;
          for (let k = 0; k < d; k++) {
            a += vectors[i * d + k]! * values[k]! * vectors[j * d + k]!;
            one += vectors[k * d + i]! * vectors[k * d + j]!;
          }
          expect(Math.abs(a - A[i * d + j]!)).toBeLessThanOrEqual(bound * norm);
          expect(Math.abs(one - Number(i === j))).toBeLessThanOrEqual(bound);
        }
      }
      for (let k = 1; k < d; k++) expect(values[k]).toBeLessThanOrEqual(values[k - 1]!);
    }),
    settings,
  );
});

test("Σσ² is the squared norm of the product, computed the long way", () => {
  fc.assert(
    fc.property(shape, ({ d, rank, seed }) => {
      const random = generator(seed);
      const U = drawn(9, d, Math.min(rank, d), random);
      const V = drawn(7, d, d, random);
      let norm = 0;
      for (let u = 0; u < 9; u++) {
        for (let i = 0; i < 7; i++) {
          let y = 0;
          for (let k = 0; k < d; k++) y += U[u * d + k]! * V[i * d + k]!;
          norm += y * y;
        }
      }
      const sigma = productSingularValues(gram(U, d), gram(V, d), d);
      const squares = sigma.reduce((s, x) => s + x * x, 0);
      const size = gram(U, d).reduce((s, x) => s + Math.abs(x), 0) * gram(V, d).reduce((s, x) => s + Math.abs(x), 0);
      // backward error of two eigenvalue problems and two products, 60d each at most, and 8d of noise set to zero
      expect(Math.abs(squares - norm)).toBeLessThanOrEqual(256 * d * eps * size);
    }),
    settings,
  );
});

test("effective rank lies between 1 and the rank", () => {
  fc.assert(
    fc.property(shape, ({ d, rank, seed }) => {
      const random = generator(seed);
      const r = Math.min(rank, d);
      const value = rankOf(drawn(40, d, r, random), drawn(30, d, d, random), d);
      const slack = 8 * d * d * eps; // of an entropy of d terms, and of its exponential
      expect(value).toBeGreaterThanOrEqual(1 - slack);
      expect(value).toBeLessThanOrEqual(r * (1 + slack));
    }),
    settings,
  );
});

test("a rotation of both factors changes neither singular values nor effective rank", () => {
  fc.assert(
    fc.property(shape, ({ d, rank, seed }) => {
      const random = generator(seed);
      const U = drawn(40, d, Math.min(rank, d), random);
      const V = drawn(30, d, d, random);
      const turn = (F: Float64Array) => rotated(F, d, generator(seed + 7));
      const before = productSingularValues(gram(U, d), gram(V, d), d);
      const after = productSingularValues(gram(turn(U), d), gram(turn(V), d), d);
      // Weyl: σ² moves by the error of the matrix, 60d of each Jacobi and 4d of the rotations, on either side
      const B = 256 * d * eps * trace(gram(U, d), d) * trace(gram(V, d), d);
      before.forEach((sigma, k) => {
        expect(Math.abs(sigma ** 2 - after[k]! ** 2)).toBeLessThanOrEqual(B);
      });
      // Fannes and Audenaert: ΔH ≤ T ln d + h(T) for distributions T apart in total variation; h(T) ≤ T (1 - ln T)
      const moved = before.reduce((s, sigma) => s + Math.min(Math.sqrt(B), B / sigma), 0);
      const T = moved / before.reduce((s, sigma) => s + sigma, 0);
      const deltaH = T * (Math.log(d) + 1 - Math.log(T));
      const rankBefore = effectiveRank(core, before);
      expect(Math.abs(effectiveRank(core, after) - rankBefore)).toBeLessThanOrEqual(d * Math.expm1(deltaH));
    }),
    settings,
  );
});

test("a product of rank one, or of equal singular values, is exact", () => {
  const ones = new Float64Array(12).fill(1);
  expectRounded(rankOf(ones, ones, 3), 1, 64);
  const identity = f64(1, 0, 0, 1);
  expectRounded(rankOf(identity, identity, 2), 2, 8);
  expect(rankOf(f64(1, 0), f64(0, 1), 2)).toBe(0); // U Vᵀ = 0 though neither is
});

test("zero and empty matrices have rank 0; NaN and wrong sizes are refused", () => {
  expect(rankOf(new Float64Array(8), new Float64Array(8), 2)).toBe(0);
  expect(rankOf(f64(1, 0, 0, 1), new Float64Array(8), 2)).toBe(0);
  expect(effectiveRank(core, f64())).toBe(0);
  expect(productSingularValues(f64(), f64(), 0)).toHaveLength(0);
  expect(() => rankOf(f64(Number.NaN, 1), f64(1, 1), 2)).toThrow("symmetricEigen: entry 0 is NaN");
  expect(() => symmetricEigen(f64(1, 2, 3), 2)).toThrow("got 3 numbers, expected 2 × 2");
  expect(() => effectiveRank(core, f64(1, -1))).toThrow("effectiveRank: value 1 is -1");
});

test("the spectral law of self-retraining gives the ranks known in advance", () => {
  // singular values max(σ - tλ, 0) for λ = 1, rounds 1 to 7, to the six digits printed
  const sigma = [20, 16, 12, 9, 7, 5, 3.3, 2.1];
  const known = [6.158168, 5.58536, 5.082005, 4.648133, 4.131657, 3.854841, 3.354495];
  known.forEach((expected, t) => {
    const left = Float64Array.from(sigma, (s) => Math.max(s - (t + 1), 0));
    expect(Math.abs(effectiveRank(core, left) - expected)).toBeLessThanOrEqual(5e-7);
  });
});
