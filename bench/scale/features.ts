/** What is added to the plain loop of 100,000 users x 10,000 items. */
export interface Feature {
  readonly name: string;
  readonly world?: object;
  readonly users?: object;
  readonly recommender?: object;
  readonly metrics: "all" | string[];
  /** name of the loop without it: the same metrics of the plain loop */
  readonly beside: string;
}

const few = {
  metrics: ["coverage", "choice_gini", "utility_current", "slate_jaccard"],
  beside: "plain, four metrics",
};
const all = { metrics: "all", beside: "plain" } as const;

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
const allThree = { ...society, users: { ...drift.users, ...influenced.users }, ...twoStages };

export const features: readonly Feature[] = [
  { name: "plain, four metrics", ...few },
  { name: "all three, four metrics", ...allThree, ...few },
  { name: "plain", ...all },
  { name: "drift", ...drift, ...all },
  { name: "society", ...society, ...influenced, ...all },
  { name: "two stages", ...twoStages, ...all },
  { name: "two stages, re-ranked by MMR", ...reranked, ...all },
  { name: "all three, re-ranked by MMR", ...allThree, ...reranked, ...all },
  { name: "all three", ...allThree, ...all },
];

export const featureRounds = 3;
/** Goal of all three: a round in at most this many times the plain loop's, within this resident memory. */
export const featureGoal = { ratio: 3, bytes: 4e9 };
