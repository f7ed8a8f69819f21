import fc from "fast-check";
import { expect, test } from "vitest";
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

const singularValues = (U: Float64Array, V: Float64Array, d: number) =>
  productSingularValues(core, gram(U, d), gram(V, d), d);

const rankOf = async (U: Float64Array, V: Float64Array, d: number) =>
  effectiveRank(core, await singularValues(U, V, d));

test("Σσ² is the squared norm of the product, computed the long way", async () => {
  await fc.assert(
    fc.asyncProperty(shape, async ({ d, rank, seed }) => {
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
      const sigma = await singularValues(U, V, d);
      const squares = sigma.reduce((s, x) => s + x * x, 0);
      const size = gram(U, d).reduce((s, x) => s + Math.abs(x), 0) * gram(V, d).reduce((s, x) => s + Math.abs(x), 0);
      // backward error of two eigenvalue problems and two products, 60d each at most, and 8d of noise set to zero
      expect(Math.abs(squares - norm)).toBeLessThanOrEqual(256 * d * eps * size);
    }),
    settings,
  );
});

test("effective rank lies between 1 and the rank", async () => {
  await fc.assert(
    fc.asyncProperty(shape, async ({ d, rank, seed }) => {
      const random = generator(seed);
      const r = Math.min(rank, d);
      const value = await rankOf(drawn(40, d, r, random), drawn(30, d, d, random), d);
      const slack = 8 * d * d * eps; // of an entropy of d terms, and of its exponential
      expect(value).toBeGreaterThanOrEqual(1 - slack);
      expect(value).toBeLessThanOrEqual(r * (1 + slack));
    }),
    settings,
  );
});

test("a rotation of both factors changes neither singular values nor effective rank", async () => {
  await fc.assert(
    fc.asyncProperty(shape, async ({ d, rank, seed }) => {
      const random = generator(seed);
      const U = drawn(40, d, Math.min(rank, d), random);
      const V = drawn(30, d, d, random);
      const turn = (F: Float64Array) => rotated(F, d, generator(seed + 7));
      const before = await singularValues(U, V, d);
      const after = await singularValues(turn(U), turn(V), d);
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

test("a product of rank one, or of equal singular values, is exact", async () => {
  const ones = new Float64Array(12).fill(1);
  expectRounded(await rankOf(ones, ones, 3), 1, 64);
  const identity = f64(1, 0, 0, 1);
  expectRounded(await rankOf(identity, identity, 2), 2, 8);
  expect(await rankOf(f64(1, 0), f64(0, 1), 2)).toBe(0); // U Vᵀ = 0 though neither is
});

test("collapsed factors: one direction, with little or nothing beside it, has effective rank 1 within a millionth", async () => {
  const d = 32;
  const random = generator(11);
  const [x, y, direction] = [50, 40, d].map((n) => Float64Array.from({ length: n }, () => 2 * random() - 1));
  const outer = (a: Float64Array, left: number) =>
    Float64Array.from({ length: a.length * d }, (_, at) => {
      return a[Math.trunc(at / d)]! * direction![at % d]! + left * (2 * random() - 1);
    });
  // d - 1 singular values of less than 1e-10 of the largest add p (1 - ln (p / (d - 1))) < 1e-7, p = (d - 1) 1e-10, to H;
  // as many of 2⁻²⁶, what half of the digits of a Gram matrix would leave, add over 5e-6
  for (const [users, items] of [
    [0, 0],
    [1e-10, 1e-10],
    [1, 0],
    [0, 1],
  ] as const) {
    expect(Math.abs((await rankOf(outer(x!, users), outer(y!, items), d)) - 1)).toBeLessThanOrEqual(1e-6);
  }
});

test("singular values known in advance are found down to 1e-5 of the largest", async () => {
  const d = 32;
  const identity = Float64Array.from({ length: d * d }, (_, at) => Number(at % (d + 1) === 0));
  const random = generator(3);
  const known = Float64Array.from({ length: d }, (_, k) => 10 ** ((-5 * k) / (d - 1)));
  const turn = rotated(identity, d, random); // U = Qᵀ diag(σ) Q, V = Q' for orthogonal Q: σ are those of U Vᵀ
  const scaled = turn.map((value, at) => value * known[Math.trunc(at / d)]!);
  const found = await singularValues(rotated(scaled, d, random), turn, d);
  // σ² errs by 256d · 2⁻⁵² of the largest, 1, as above; σ by no more than that over σ
  known.forEach((sigma, k) => {
    expect(Math.abs(found[k]! - sigma)).toBeLessThanOrEqual((256 * d * eps) / sigma);
  });
});

test("zero and empty matrices have rank 0; NaN and wrong sizes are refused", async () => {
  expect(await rankOf(new Float64Array(8), new Float64Array(8), 2)).toBe(0);
  expect(await rankOf(f64(1, 0, 0, 1), new Float64Array(8), 2)).toBe(0);
  expect(effectiveRank(core, f64())).toBe(0);
  expect(await productSingularValues(core, f64(), f64(), 0)).toHaveLength(0);
  await expect(rankOf(f64(Number.NaN, 1), f64(1, 1), 2)).rejects.toThrow("symmetricEigen: entry 0 is NaN");
  await expect(productSingularValues(core, f64(1, 2, 3), f64(1), 2)).rejects.toThrow("got 3 numbers, expected 2 × 2");
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
