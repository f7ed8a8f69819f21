/** One row's normal equations A x = b, A (d, d). */
export interface System {
  readonly A: number[][];
  readonly b: number[];
  /** entries of the row */
  readonly entries: number;
  /** ‖L^½ Y‖ ‖L^-½ r‖ of the entries' weights l on the left and r on the right: what b is made of, cancellation aside */
  readonly mass: number;
  /** 1 + ‖L^½ Y‖² / λ, no less than the condition of I + L^½ Y D⁻¹ Yᵀ L^½ for any D of at least λ */
  readonly condition: number;
}

export interface Objective {
  readonly objective: "rendle" | "hu";
  readonly unobservedWeight: number;
  readonly regularization: number;
  readonly frequencyExponent: number;
  readonly confidence: number;
}

/**
 * The system of one row in float64, every pair visited. `weights[c]` is the summed weight of the row's pair with column c,
 * 0 where there is none; F (columns, d) the fixed factors.
 *
 * `negatives[c]` is what the pair weighs as shown and not chosen, n: n ŷ² is added to either.
 *
 *   rendle  min Σ_{w>0} w (ŷ - 1)² + a0 Σ ŷ² + λ (|row| + a0 |columns|)^ν ‖x‖²
 *   hu      min Σ (1 + κ w) (ŷ - [w > 0])² + λ (|row| + |columns|)^ν ‖x‖²
 */
export function systemOf(
  weights: readonly number[],
  F: Float32Array,
  d: number,
  options: Objective,
  negatives: readonly number[] = [],
): System {
  const { objective, unobservedWeight, regularization, frequencyExponent, confidence } = options;
  const columns = weights.length;
  const entries = weights.filter((w) => w > 0).length;
  const everywhere = objective === "hu" ? 1 : unobservedWeight;
  const lambda = regularization * (entries + everywhere * columns) ** frequencyExponent;
  const A = Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? lambda : 0)));
  const b = new Array<number>(d).fill(0);
  let left = 0;
  let right = 0;
  weights.forEach((w, c) => {
    const shown = negatives[c] ?? 0;
    const squared = (objective === "hu" ? 1 + confidence * w : w + unobservedWeight) + shown;
    const linear = w > 0 ? (objective === "hu" ? 1 + confidence * w : w) : 0;
    const l = (objective === "hu" ? confidence * w : w) + shown;
    if (l > 0) {
      for (let i = 0; i < d; i++) left += l * F[c * d + i]! * F[c * d + i]!;
      right += (linear * linear) / l;
    }
    for (let i = 0; i < d; i++) {
      b[i]! += linear * F[c * d + i]!;
      for (let j = 0; j < d; j++) A[i]![j]! += squared * F[c * d + i]! * F[c * d + j]!;
    }
  });
  return { A, b, entries, mass: Math.sqrt(left * right), condition: 1 + left / lambda };
}

const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

/**
 * ‖A x - b‖ / (‖A‖ ‖x‖ + ‖b‖): the relative backward error of a solution by d × d equations. Fewer entries than factors
 * are solved by n × n equations K w = c, K = I + L^½ Y D⁻¹ Yᵀ L^½: an error E in K leaves A x - b = Yᵀ L^½ E w, at most
 * ‖E‖ / ‖K‖ times condition · mass.
 */
export function backwardError({ A, b, entries, mass, condition }: System, x: readonly number[]): number {
  const residual = A.map((row, i) => row.reduce((sum, a, j) => sum + a * x[j]!, 0) - b[i]!);
  const made = entries < b.length ? condition * mass : norm(b);
  return norm(residual) / (norm(A.flat()) * norm(x) + made);
}
