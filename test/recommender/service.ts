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

type Visitors = "one user" | "many";

/**
 * Slates on `draws` occasions of one round, each as its items and their propensities: of one user, or, as ties are broken
 * once a round and user, of as many who are alike.
 */
export async function slatesOf(core: Core, given: Given, draws: number, visitors: Visitors = "one user") {
  const { showing, service, occasions } = settingOf(core, given, draws, visitors);
  const shown = await recommend(showing, service, occasions);
  const { k } = shown;
  return Array.from(shown.rows, (row) => ({
    items: [...shown.items.subarray(row * k, (row + 1) * k)],
    propensity: [...shown.propensity.subarray(row * k, (row + 1) * k)],
  }));
}

/** What `recommend` is given for `draws` occasions. */
export function settingOf(core: Core, given: Given, draws: number, visitors: Visitors) {
  const { scores, coldScores } = given;
  const options: RecommenderOptions = recommenderSchema.parse(given.options);
  const count = visitors === "many" ? draws : 1;
  const factors = (values: readonly number[]) => ({
    dims: 1,
    users: new Float32Array(count).fill(1),
    items: Float32Array.from(values),
  });
  const service: Service = {
    model: {
      form: "factors",
      factors: factors(scores),
      knowsUser: new Uint8Array(count).fill(coldScores ? 0 : 1),
      knowsItem: new Uint8Array(scores.length).fill(1),
    },
    cold: new Uint8Array(count).fill(coldScores ? 1 : 0),
    standIn: {
      form: "factors",
      factors: factors(coldScores ?? scores),
      knowsUser: new Uint8Array(count).fill(1),
      knowsItem: new Uint8Array(scores.length).fill(1),
    },
    sources: [],
    rerankers: [],
    retrievable: Uint8Array.from(given.retrievable ?? scores.map(() => 1)),
    userWeights: new Float64Array(count).fill(1),
  };
  const available = Uint8Array.from(given.available ?? scores.map(() => 1));
  const barred = given.excluded;
  const excluded: Csr | undefined = barred && {
    indptr: Int32Array.from({ length: count + 1 }, (_, u) => u * barred.length),
    indices: Int32Array.from({ length: count * barred.length }, (_, n) => barred[n % barred.length]!),
  };
  const showing = { core, key, round: 1, options, eligibility: { available, ...(excluded ? { excluded } : {}) } };
  const range = Int32Array.from({ length: draws }, (_, n) => n);
  const same = new Int32Array(draws);
  const occasions = visitors === "many" ? { users: range, draws: same } : { users: same, draws: range };
  return { showing, service, occasions };
}
