import type { Core, Csr } from "../../src/core/index.ts";
import { type RecommenderOptions, recommend, recommenderSchema, type Service } from "../../src/recommender/index.ts";

export const key = { seed: 8, replicate: 2 };

export interface Given {
  readonly options: object;
  /** scores of every item, for a known user */
  readonly scores: readonly number[];
  /** 1 for items that can be retrieved; all if left out */
  readonly retrievable?: readonly number[];
  /** items that the user may not be shown */
  readonly excluded?: readonly number[];
  readonly available?: readonly number[];
  /** scores for cold users; the user is cold if given */
  readonly coldScores?: readonly number[];
}

/** The slates of user 0 on `draws` occasions of one round, each as its items and their propensities. */
export async function slatesOf(core: Core, given: Given, draws: number) {
  const { scores, coldScores } = given;
  const options: RecommenderOptions = recommenderSchema.parse(given.options);
  const factors = (values: readonly number[]) => ({
    dims: 1,
    users: Float32Array.of(1),
    items: Float32Array.from(values),
  });
  const service: Service = {
    model: {
      factors: factors(scores),
      knowsUser: Uint8Array.of(coldScores ? 0 : 1),
      knowsItem: new Uint8Array(scores.length).fill(1),
    },
    cold: Uint8Array.of(coldScores ? 1 : 0),
    coldFactors: factors(coldScores ?? scores),
    retrievable: Uint8Array.from(given.retrievable ?? scores.map(() => 1)),
    userWeights: () => Float64Array.of(1),
  };
  const available = Uint8Array.from(given.available ?? scores.map(() => 1));
  const excluded: Csr | undefined = given.excluded && {
    indptr: Int32Array.of(0, given.excluded.length),
    indices: Int32Array.from(given.excluded),
  };
  const shown = await recommend(
    { core, key, round: 1, options, eligibility: { available, ...(excluded ? { excluded } : {}) } },
    service,
    { users: new Int32Array(draws), draws: Int32Array.from({ length: draws }, (_, n) => n) },
  );
  const { k } = shown;
  return Array.from(shown.rows, (row) => ({
    items: [...shown.items.subarray(row * k, (row + 1) * k)],
    propensity: [...shown.propensity.subarray(row * k, (row + 1) * k)],
  }));
}
