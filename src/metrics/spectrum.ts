import type { Core } from "../core/index.ts";
import { total } from "./counts.ts";
import { type Elementary, judged, type Metric } from "./metric.ts";

/**
 * Effective rank, e^H with H the entropy of the singular values divided by their sum: the number of directions that a
 * matrix really uses. In [1, rank]; 0 where all are zero, by definition. Roy & Vetterli (2007), on σ and not σ².
 * @throws RangeError where a singular value is negative or not finite
 */
export function effectiveRank(core: Elementary, singularValues: Float64Array): number {
  const sum = total(singularValues, "effectiveRank");
  if (sum === 0) return 0;
  let H = 0;
  for (const sigma of singularValues) {
    const p = sigma / sum;
    if (p > 0) H -= p * core.log(p);
  }
  return core.exp(H);
}

/**
 * Singular values of U Vᵀ, descending, from UᵀU and VᵀV alone: with UᵀU = L Lᵀ they are the square roots of the
 * eigenvalues of Lᵀ (VᵀV) L. L = W diag(√λ) from the eigenvectors of UᵀU, which, unlike Cholesky, needs no full rank.
 *
 * Eigenvalues carry an error of the order of d · 2⁻⁵² of the largest; what is not above `noise` = 8d · 2⁻⁵² of it is set
 * to zero in either step. So σ below about 4e-8 · √d of the largest is not told from zero, which is the price of Grams.
 * @param gramU (d, d)
 * @param gramV (d, d)
 * @throws CoreError where a matrix is not d × d or holds a number that is not finite
 */
export async function productSingularValues(
  core: Pick<Core, "symmetricEigen">,
  gramU: Float64Array,
  gramV: Float64Array,
  d: number,
): Promise<Float64Array> {
  const { values, vectors } = await core.symmetricEigen(gramU, d);
  const lambda = withoutNoise(values);
  const columns = vectors.map((x, at) => x * Math.sqrt(lambda[Math.trunc(at / d)]!)); // L's, a row each
  const squares = await core.symmetricEigen(congruent(columns, gramV, d), d);
  return withoutNoise(squares.values).map(Math.sqrt);
}

function withoutNoise(descending: Float64Array): Float64Array {
  const noise = 8 * descending.length * 2 ** -52 * (descending[0] ?? 0);
  return descending.map((value) => (value > noise ? value : 0));
}

/** B A Bᵀ of n × n matrices for a symmetric A: exactly symmetric. */
function congruent(B: Float64Array, A: Float64Array, n: number): Float64Array {
  const C = new Float64Array(n * n);
  const product = new Float64Array(n); // a row of B A
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) product[k] = dot(A, k * n, B, i * n, n);
    for (let j = 0; j <= i; j++) {
      C[i * n + j] = dot(B, j * n, product, 0, n);
      C[j * n + i] = C[i * n + j]!;
    }
  }
  return C;
}

function dot(x: Float64Array, xAt: number, y: Float64Array, yAt: number, n: number): number {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += x[xAt + k]! * y[yAt + k]!;
  return sum;
}

export const spectrumMetrics: readonly Metric[] = [
  {
    name: "effective_rank",
    title: "Effective rank",
    family: "spectrum",
    summary: "How many independent tastes the model still tells apart.",
    ...judged("falls", 1),
    bounds: [0, Infinity],
    format: ".2f",
    compute: async ({ core, model }) => {
      if (!model) return undefined;
      const gramU = await core.gram(model.users, model.dims);
      const gramV = await core.gram(model.items, model.dims);
      return effectiveRank(core, await productSingularValues(core, gramU, gramV, model.dims));
    },
  },
];
