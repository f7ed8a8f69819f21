import type { DataOptions } from "./options.ts";
import { sumPairs, transpose, type WeightedPairs } from "./pairs.ts";
import { provenances, type Rows } from "./rows.ts";

/** What a model is trained on. */
export interface TrainingSet {
  readonly users: number;
  readonly items: number;
  readonly byUser: WeightedPairs;
  readonly byItem: WeightedPairs;
  /** (items) summed weight */
  readonly itemWeights: Float64Array;
  /** rows by provenance: authentic, recommended, synthetic */
  readonly rows: readonly [number, number, number];
}

/** Sums duplicates of (user, item), each row counting value × the weight of its provenance; rows of weight 0 are left out. */
export function trainingSet(
  parts: readonly Rows[],
  users: number,
  items: number,
  weights: DataOptions["weights"],
): TrainingSet {
  const byProvenance = provenances.map((name) => weights[name]);
  const rows: [number, number, number] = [0, 0, 0];
  const itemWeights = new Float64Array(items);
  const kept = parts.reduce((sum, part) => sum + part.user.length, 0);
  const user = new Int32Array(kept);
  const item = new Int32Array(kept);
  const weight = new Float64Array(kept);
  let n = 0;
  for (const part of parts) {
    for (let r = 0; r < part.user.length; r++) {
      const provenance = part.provenance[r]! as 0 | 1 | 2;
      const w = byProvenance[provenance]! * part.value[r]!;
      rows[provenance]++;
      if (!(w > 0)) continue;
      user[n] = part.user[r]!;
      item[n] = part.item[r]!;
      weight[n++] = w;
      itemWeights[part.item[r]!]! += w;
    }
  }
  const byItemThenUser = sumPairs(item.subarray(0, n), user.subarray(0, n), weight, items, users);
  const byUser = transpose(byItemThenUser, items, users);
  return { users, items, byUser, byItem: transpose(byUser, users, items), itemWeights, rows };
}
