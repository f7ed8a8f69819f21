import { furthest } from "../estimates.ts";
import { ridgeFade } from "../formulas/factorisation.ts";
import { power } from "../formulas/shares.ts";
import type { Law } from "../law.ts";
import { drawsOf, fullRows, orthonormal } from "../matrices.ts";

/** items, and directions of the user's taste */
const [M, D] = [25, 4];
/** of the columns of the items' factors, which are orthogonal: s is the square */
const lengths = [6, 3, 1, 0.4];
const RIDGE = 0.5;
const ridgeRounds = [2, 12];

export const ridgeFading: Law = {
  name: "ridge-fade",
  family: "regression",
  statement: "E û_t = (s / (s + λ))^t u in each eigendirection of VᵀV: weak directions die first",
  setup: "a user's factors solved by the core 12 times with a ridge, each time on the scores of the last solution",
  source: "exact; to float32's rounding",
  replicates: { all: 3, fast: 1 },
  batch: 1,
  comparisons() {
    // A and b are off by (64 + 3 d) 2⁻²⁴ √(a_ii a_jj) in each entry, Cholesky's own errors among them (Demmel 1989), and A is
    // diagonal here: direction i is off by twice the sum over j of √(a_jj / a_ii) times what is left of j, in each round
    const diagonal = lengths.map((length) => length * length + RIDGE);
    const roots = diagonal.reduce((total, a) => total + Math.sqrt(a), 0);
    return ridgeRounds.flatMap((t, at) =>
      lengths.map((length, n) => {
        const tolerance = (t * 2 * (64 + 3 * D) * power(0.5, 24) * roots) / Math.sqrt(diagonal[n]!);
        const predicted = ridgeFade(length * length, RIDGE, t);
        const observed = furthest(at * D + n, predicted);
        return { quantity: `left of direction ${n + 1}, round ${t}`, predicted, tolerance, observed };
      }),
    );
  },
  async observe({ core }, { seed, first, last }) {
    const rows: Float64Array[] = [];
    for (let replicate = first; replicate <= last; replicate++) {
      const columns = orthonormal(drawsOf(core, seed, replicate), 0, D, M);
      const items = Float32Array.from({ length: M * D }, (_, at) => {
        return lengths[at % D]! * columns[at % D]![Math.floor(at / D)]!;
      });
      let user: Float32Array = new Float32Array(D).fill(1);
      const left: number[] = [];
      for (let t = 1; t <= ridgeRounds.at(-1)!; t++) {
        const scores = Array.from({ length: M }, (_, e) => user.reduce((sum, x, k) => sum + x * items[e * D + k]!, 0));
        user = await core.solveRows(fullRows(1, M, 1, scores), items, D, 0, Float32Array.of(RIDGE));
        if (ridgeRounds.includes(t)) left.push(...user);
      }
      rows.push(Float64Array.from(left));
    }
    return rows;
  },
};
