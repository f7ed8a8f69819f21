import type { Context } from "./checks.ts";
import { CoreError } from "./errors.ts";

/** See `Core.symmetricEigen`. */
export function symmetricEigen({ kernels, arena }: Context, A: Float64Array, n: number) {
  const call = "symmetricEigen";
  if (A.length !== n * n) throw new CoreError(`${call}: got ${A.length} numbers, expected ${n} × ${n}`);
  for (let at = 0; at < A.length; at++) {
    if (!(Math.abs(A[at]!) < Infinity))
      throw new CoreError(`${call}: entry ${at} is ${A[at]}, expected finite numbers`);
  }
  const at = arena.layout(call, { matrix: 8 * n * n, vectors: 8 * n * n, values: 8 * n, scratch: 16 * n });
  arena.f64.set(A, at.matrix / 8);
  const failed = kernels.eigen(at.matrix, n, at.values, at.vectors, at.scratch);
  if (failed !== 0) throw new CoreError(`${call}: did not converge; scale the matrix to entries nearer to 1`);
  return {
    values: arena.f64.slice(at.values / 8, at.values / 8 + n),
    vectors: arena.f64.slice(at.vectors / 8, at.vectors / 8 + n * n),
  };
}
