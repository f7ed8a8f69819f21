import type { DataOptions } from "./options.ts";
import { addWeightedPairs, transpose, type WeightedPairs } from "./pairs.ts";
import { provenances, type Rows } from "./rows.ts";
import type { NegativePairs, RowRule, SummedNegatives } from "./weights/index.ts";

/** What a model is trained on. */
export interface TrainingSet extends SummedRows {
  readonly users: number;
  readonly items: number;
  readonly byItem: WeightedPairs;
  /** what rows weigh */
  readonly weights: RowWeights;
  readonly negatives?: NegativePairs;
}

/** Rows in the form to which others can be added. */
export interface SummedRows {
  readonly parts: readonly Rows[];
  readonly byUser: WeightedPairs;
  /** (items) summed weight */
  readonly itemWeights: Float64Array;
  /** rows by provenance: authentic, recommended, synthetic */
  readonly rows: readonly [number, number, number];
  /** what was shown and not chosen, where an option asks for it */
  readonly negatives?: SummedNegatives;
}

/** What rows weigh by their provenance, and the rules that multiply it. */
export type RowWeights = DataOptions["weights"] & { readonly rules?: readonly RowRule[] };

/**
 * Sums duplicates of (user, item), each row counting value × the weight of its provenance, times what rules make of it;
 * rows of weight 0 are left out.
 * @param before rows summed earlier under the same weights. Where they are the first of these parts, and rules weigh a
 * row the same in every round, only the others are added to them, which gives the same bits: weights are summed in the
 * order of the rows either way.
 */
export function trainingSet(
  parts: readonly Rows[],
  users: number,
  items: number,
  weights: RowWeights,
  before?: SummedRows,
): TrainingSet {
  const lasting = weights.rules?.every((rule) => rule.lasting) ?? true;
  const begins = lasting && before?.parts.every((part, n) => part === parts[n]);
  const known = before && begins ? before : noRows(users, items);
  const { byUser, itemWeights, rows } = addRows(known, parts, items, weights);
  return { users, items, parts, weights, byUser, byItem: transpose(byUser, users, items), itemWeights, rows };
}

/** What is worth keeping of a training set until the next: without its mirror image, which would be as large again. */
export function summedRows({ parts, byUser, itemWeights, rows, negatives }: TrainingSet): SummedRows {
  if (!negatives) return { parts, byUser, itemWeights, rows };
  const { byItem: _, ...summed } = negatives;
  return { parts, byUser, itemWeights, rows, negatives: summed };
}

/** Mean ratings of the distinct pairs, each row counting its weight: one for every entry of `byUser` and of `byItem`. */
export interface PairRatings {
  readonly byUser: Float32Array;
  readonly byItem: Float32Array;
}

/** Computed when asked for: a model that does not learn from ratings pays nothing for them. */
export function meanRatings({ parts, weights, users, items, byUser }: TrainingSet): PairRatings {
  const { user, item, weight, rating } = weighedRows(parts, weights, new Float64Array(items), [0, 0, 0]);
  const rated = weight.map((w, n) => w * rating[n]!);
  const sums = addWeightedPairs(noRows(users, items).byUser, user, item, rated, items);
  const means = sums.weights.map((sum, e) => sum / byUser.weights[e]!);
  const mirrored = transpose({ ...sums, weights: means }, users, items);
  return { byUser: new Float32Array(means), byItem: new Float32Array(mirrored.weights) };
}

/** Sums what `parts` hold beyond those that are known. */
function addRows(known: SummedRows, parts: readonly Rows[], items: number, weights: RowWeights): SummedRows {
  const added = parts.slice(known.parts.length);
  if (added.length === 0) return known;
  const itemWeights = known.itemWeights.slice();
  const rows: [number, number, number] = [...known.rows];
  const { user, item, weight } = weighedRows(added, weights, itemWeights, rows);
  const byUser = addWeightedPairs(known.byUser, user, item, weight, items);
  return { parts, byUser, itemWeights, rows };
}

function noRows(users: number, items: number): SummedRows {
  const none = { indptr: new Int32Array(users + 1), indices: new Int32Array(0), weights: new Float64Array(0) };
  return { parts: [], byUser: none, itemWeights: new Float64Array(items), rows: [0, 0, 0] };
}

/** The rows that weigh anything, in columns. Adds what items weigh to `itemWeights`, and counts all rows in `counts`. */
function weighedRows(
  parts: readonly Rows[],
  weights: RowWeights,
  itemWeights: Float64Array,
  counts: [number, number, number],
) {
  const byProvenance = provenances.map((name) => weights[name]);
  const length = parts.reduce((sum, part) => sum + part.user.length, 0);
  const user = new Int32Array(length);
  const item = new Int32Array(length);
  const weight = new Float64Array(length);
  const rating = new Float32Array(length);
  let n = 0;
  for (const part of parts) {
    const weigh = part.value.map((value, r) => byProvenance[part.provenance[r]!]! * value);
    for (const rule of weights.rules ?? []) rule.multiply(part, weigh);
    for (let r = 0; r < part.user.length; r++) {
      counts[part.provenance[r]! as 0 | 1 | 2]++;
      const w = weigh[r]!;
      if (!(w > 0)) continue;
      user[n] = part.user[r]!;
      item[n] = part.item[r]!;
      rating[n] = part.rating[r]!;
      weight[n++] = w;
      itemWeights[part.item[r]!]! += w;
    }
  }
  return {
    user: user.subarray(0, n),
    item: item.subarray(0, n),
    weight: weight.subarray(0, n),
    rating: rating.subarray(0, n),
  };
}
