import { solveCholesky } from "./cholesky";
import { normalQuantile } from "./normal";
import { addEntry, addRidge, PANEL } from "./panel";
import { streamUniform } from "./philox";
import { rankUpdate } from "./rank";

/**
 * Draws rows [begin, end) from N(x_r, σ² A_r⁻¹), where x_r = A_r⁻¹ b_r is the row that least squares solves for:
 *   A_r = base + Σ_e left_e y_e y_eᵀ + λ_r I = UᵀU, b_r = Σ_e right_e y_e, a draw being x_r + σ U⁻¹ z,
 * z_k = normal(stream, draws[r], agents[r], k). base (d, d) is the weighted YᵀY, 1 on the diagonal past `dims`; Y and X
 * have rows of d floats, those past `dims` zero; d a multiple of 8. sigma is the address of a
 * float64, stream that of seed, replicate, purpose and round.
 *
 * Returns 0, or 1 + the first row whose matrix is not positive definite.
 */
export function samplePosterior(
  begin: i32,
  end: i32,
  indptr: usize,
  indices: usize,
  left: usize,
  right: usize,
  Y: usize,
  d: i32,
  dims: i32,
  base: usize,
  lambda: usize,
  sigma: usize,
  stream: usize,
  agents: usize,
  draws: usize,
  X: usize,
  scratch: usize,
): i32 {
  const bytes = (<usize>d) << 2;
  const A = scratch;
  const b = A + <usize>d * bytes;
  const P = b + bytes;
  const Q = P + <usize>PANEL * bytes;
  for (let r = begin; r < end; r++) {
    const row = (<usize>r) << 2;
    memory.copy(A, base, <usize>d * bytes);
    addRidge(A, d, dims, load<f32>(lambda + row));
    memory.fill(b, 0, bytes);
    const to = load<i32>(indptr + row, 4);
    for (let e = load<i32>(indptr + row); e < to; e += PANEL) {
      const count = min(PANEL, to - e);
      for (let n = 0; n < count; n++) {
        const entry = (<usize>(e + n)) << 2;
        const y = Y + <usize>load<i32>(indices + entry) * bytes;
        const panel = <usize>n * bytes;
        addEntry(y, load<f32>(left + entry), load<f32>(right + entry), bytes, P + panel, Q + panel, b);
      }
      rankUpdate(A, P, Q, count, d, 1);
    }
    if (solveCholesky(A, b, d) != 0) return r + 1;
    // the first panel is free again: it takes σ U⁻¹ z
    spread(A, P, d, dims, load<f64>(sigma), stream, load<u32>(agents + row), load<u32>(draws + row));
    const x = X + <usize>r * bytes;
    for (let c: usize = 0; c < bytes; c += 16) v128.store(x + c, f32x4.add(v128.load(b + c), v128.load(P + c)));
  }
  return 0;
}

/** v = σ U⁻¹ z, from the last factor to the first; zero past `dims`. */
function spread(U: usize, v: usize, d: i32, dims: i32, sigma: f64, stream: usize, agent: u32, draw: u32): void {
  const bytes = (<usize>d) << 2;
  memory.fill(v, 0, bytes);
  for (let k = dims - 1; k >= 0; k--) {
    const row = U + <usize>k * bytes;
    let sum = sigma * normalQuantile(streamUniform(stream, draw, agent, k));
    for (let j = k + 1; j < dims; j++) {
      const at = (<usize>j) << 2;
      sum -= <f64>load<f32>(row + at) * <f64>load<f32>(v + at);
    }
    store<f32>(v + ((<usize>k) << 2), <f32>(sum / <f64>load<f32>(row + ((<usize>k) << 2))));
  }
}
