import { solveCholesky } from "./cholesky";
import { addEntry, addRidge, PANEL } from "./panel";
import { rankUpdate } from "./rank";

/**
 * One half-step of biased explicit factorisation for rows [begin, end) (Koren, Bell and Volinsky 2009; by ALS as Zhou et
 * al. 2008): the ridge regression of r - mean - c_i on ỹ_i = [y_i, 1] with the weights of row r's entries,
 *   (Σ_e w_e ỹ ỹᵀ + λ_r I) [x_r, b_r] = Σ_e w_e (r_e - mean - c_e) ỹ.
 * Y and X have rows of d floats: `dims` factors, a 1, zeros; d a multiple of 8. c holds the fixed side's biases, biases
 * takes this side's; mean is the address of a float64. Rows without entries get zero factors and bias.
 *
 * Returns 0, or 1 + the first row whose matrix is not positive definite.
 */
export function solveRatings(
  begin: i32,
  end: i32,
  indptr: usize,
  indices: usize,
  ratings: usize,
  weights: usize,
  Y: usize,
  c: usize,
  mean: usize,
  d: i32,
  dims: i32,
  lambda: usize,
  X: usize,
  biases: usize,
  scratch: usize,
): i32 {
  const bytes = (<usize>d) << 2;
  const last = (<usize>dims) << 2;
  const mu = load<f64>(mean);
  const A = scratch;
  const b = A + <usize>d * bytes;
  const P = b + bytes;
  const Q = P + <usize>PANEL * bytes;
  for (let r = begin; r < end; r++) {
    const row = (<usize>r) << 2;
    const x = X + <usize>r * bytes;
    const to = load<i32>(indptr + row, 4);
    const from = load<i32>(indptr + row);
    memory.fill(b, 0, bytes);
    if (from < to) {
      memory.fill(A, 0, <usize>d * bytes);
      addRidge(A, d, dims + 1, load<f32>(lambda + row));
      for (let k = dims + 1; k < d; k++) store<f32>(A + <usize>k * (bytes + 4), 1);
      for (let e = from; e < to; e += PANEL) {
        const count = min(PANEL, to - e);
        for (let n = 0; n < count; n++) {
          const entry = (<usize>(e + n)) << 2;
          const column = <usize>load<i32>(indices + entry);
          const weight = load<f32>(weights + entry);
          const target = <f64>load<f32>(ratings + entry) - mu - <f64>load<f32>(c + (column << 2));
          const panel = <usize>n * bytes;
          addEntry(Y + column * bytes, weight, <f32>(<f64>weight * target), bytes, P + panel, Q + panel, b);
        }
        rankUpdate(A, P, Q, count, d, 1);
      }
      if (solveCholesky(A, b, d) != 0) return r + 1;
    }
    memory.copy(x, b, bytes);
    store<f32>(biases + row, load<f32>(b + last));
    store<f32>(x + last, 1);
  }
  return 0;
}
