/** What is added to the plain loop of 100,000 users x 10,000 items. */
export interface Feature {
  readonly name: string;
  readonly world?: object;
  readonly users?: object;
  readonly recommender?: object;
}

const society = { world: { society: { kind: "smallWorld", degree: 10 } } };
const drift = { users: { drift: 0.1 } };
const influenced = { users: { influence: { strength: 1 } } };
const twoStages = {
  recommender: {
    retrieve: [
      { model: { kind: "ials", factors: 16 }, count: 100 },
      { model: { kind: "popularity" }, count: 50 },
    ],
  },
};
const reranked = { recommender: { ...twoStages.recommender, pool: 100, rerank: [{ kind: "mmr" }] } };

export const features: readonly Feature[] = [
  { name: "plain" },
  { name: "drift", ...drift },
  { name: "society", ...society, ...influenced },
  { name: "two stages", ...twoStages },
  { name: "two stages, re-ranked by MMR", ...reranked },
  { name: "all three", ...society, users: { ...drift.users, ...influenced.users }, ...twoStages },
];

export const featureRounds = 3;
/** Goal of all three: a round in at most this many times the plain loop's, within this resident memory. */
export const featureGoal = { ratio: 3, bytes: 4e9 };
