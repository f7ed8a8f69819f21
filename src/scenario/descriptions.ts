const shared = {
  sweeps: "passes over users and items when a model is trained from nothing",
  objective: "the weighting: rendle (Rendle et al. 2021) or hu (Hu, Koren and Volinsky 2008)",
  unobservedWeight: "weight of every user-item pair as a zero, against 1 for an interaction (rendle)",
  regularization: "strength of the ridge on the factors",
  frequencyExponent: "how the ridge grows with how often a user or an item occurs: 0 not at all, 1 in proportion",
  confidence: "how much one interaction adds to a pair's weight (hu)",
};

/** A sentence for each key of a model, wherever models are given. */
const models = {
  kind: "ials (implicit matrix factorisation), popularity, random, or oracle (true utilities)",
  "ials.factors": "number of factors",
  "ials.start": "whether a round's training starts from the last round's factors (warm) or anew (cold)",
  "ials.warmSweeps": "passes over users and items when training starts warm",
  "ials.tolerance": "training ends once a sweep lowers the loss by less than this share of it; 0 never",
  "ials.solver":
    "rows solved exactly, by conjugate gradient steps (cg), or by whichever is estimated to take less time (auto)",
  "ials.cgSteps": "conjugate gradient steps a row (cg, auto)",
  "popularity.exponent": "scores are counts to this power; above 1 the rich get richer",
  "popularity.by": "counts of all users, or of the user's group",
  "popularity.pooling": "how far a group's shares are drawn to those of all users: 0 not, 1 all the way",
  ...Object.fromEntries(Object.entries(shared).map(([key, text]) => [`ials.${key}`, text])),
};

const society = {
  society: "who knows whom: friends are whom word of mouth, discovery and influence come from",
  "society.kind":
    "none, smallWorld (a ring with some friendships turned), scaleFree (friends by popularity), communities, or edges (a list in a file)",
  "society.smallWorld.degree": "friends a user, an even number",
  "society.smallWorld.rewiring": "chance that a friendship is turned from a neighbour on the ring to any user",
  "society.scaleFree.links": "friendships that each user brings, with users of many friends most often",
  "society.communities.count": "communities that users are dealt to; without it they are the users' groups",
  "society.communities.inside": "mean friends in the user's own community",
  "society.communities.outside": "mean friends in others",
  "society.edges.file":
    "the list: .csv or .tsv (also .gz) or .parquet, relative to the scenario's folder, one friendship a row",
  "society.edges.columns": "which columns hold the two friends",
  "society.edges.columns.from": "column with a user: the log's id, or a number from 0 where users have none",
  "society.edges.columns.to": "column with a friend of that user",
};

const under = (prefix: string, texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([key, text]) => [`${prefix}.${key}`, text] as const);

/**
 * A sentence for each key of the parts, for editors and for docs/scenarios.md. The path of a key goes through the `kind`
 * of the mapping that it stands in; `kind` itself stands beside the kinds.
 */
export const descriptions: ReadonlyMap<string, string> = new Map([
  ...under("world", {
    kind: "where the world comes from: drawn at random, fitted to a log, or given as item shares",
  }),
  ...under("world.drawn", society),
  ...under("world.shares", society),
  ...under("world.log", society),
  ...under("world.drawn", {
    users: "number of users",
    items: "number of items in the catalogue",
    topics: "number of topics that tastes and items are mixtures of",
    groups: "kinds of user",
    "groups.name": "what the group is called",
    "groups.weight": "the group's size beside that of the others",
    "groups.taste": "Dirichlet concentration of its users' topics, one number or one a topic: small is narrow taste",
    itemConcentration: "Dirichlet concentration of an item's topics: small is one topic an item",
    tasteStrength: "how much taste counts in utility beside popularity, in logits",
    popularityExponent: "exponent of Zipf's law of the items' appeal; 0 is none",
    activity: "how many choices a user makes in a round: log-normal over users",
    "activity.mean": "mean choices a user and round",
    "activity.sigma": "standard deviation of its logarithm",
    history: "periods of authentic choices in the original log; one more is held out",
    outsideShare: "share of free choices in which a user takes nothing: an assumption",
  }),
  ...under("world.shares", {
    users: "number of users",
    shares: "the items' shares of authentic choices: a list, a list for each group of users, or a Zipf law",
    "shares.items": "number of items of the Zipf law",
    "shares.exponent": "exponent of the Zipf law; 0 makes all items equal",
    activity: "choices a user and round",
  }),
  ...under("world.log", {
    log: "the interaction log that the world is fitted to",
    "log.file": "the log: .csv or .tsv (also .gz) or .parquet, relative to the scenario's folder",
    "log.columns": "which column holds what",
    "log.columns.user": "column with the user's id",
    "log.columns.item": "column with the item's id",
    "log.columns.time": "column with the time, by which the log is cut into fit, tune and test",
    "log.columns.name": "column with an item's name for reports",
    "log.where": "condition in DuckDB's SQL; rows for which it does not hold are left out",
    "log.minimumInteractions": "users and items with fewer rows are left out, again and again until all have them",
    "log.minimumInteractions.user": "least rows a user",
    "log.minimumInteractions.item": "least rows an item",
    "log.unit": "what counts as an interaction: every row (lines) or the first of each user and item (pairs)",
    splits: "which part of the log is held out, latest rows first",
    "splits.tune": "share of rows that set the scale of utilities",
    "splits.test": "share of rows that the fit is judged on, and recall and NDCG measured with",
    periodDays: "days of the log that a round stands for",
    fit: "the factor model that users' preferences are fitted with, not the recommender's",
    "fit.factors": "number of factors",
    "fit.seed": "seed of the fit's starting factors",
    outsideShare: "share of free choices in which a user takes nothing: an assumption, not in any log",
  }),
  ...under("world.log.fit", shared),
  ...under("users", {
    attention: "how attention falls with a slate's position",
    "attention.kind": "none (all positions alike), geometric, log (1 / log2(position + 1)) or power",
    "attention.geometric.persistence": "the factor by which attention falls from one position to the next",
    "attention.power.exponent": "attention is position to the minus this",
    choice: "how users choose from a slate",
    "choice.kind":
      "logit, cascade (down the slate until one is taken), best (of the slate), rank (by position alone) or always (the first)",
    "choice.cascade.continuation": "chance to go on to the next slot",
    "choice.best.multiplies":
      "what attention multiplies: exp(utility) (weight) or the utility itself, which suits positive ones",
    "choice.rank.rate": "the item at rank r is accepted with probability exp(-rate · r)",
    choices: "the most choices that a user makes from one slate",
    temperature: "spread of the choice: utilities are divided by it; below 1 users choose more sharply",
    outside: "whether a user may take nothing from a slate",
    organic: "chance that an occasion is a free choice from the whole catalogue, without a slate",
    adoption: "share of users who follow recommendations at all; the others always choose from the whole catalogue",
    repeats: "whether an item already consumed may be shown and chosen again",
    drift: "how far a round turns a user's taste towards the items chosen: 0 not, 1 all the way",
    satiation: "tiring of what was had of late, and of what is like it",
    "satiation.strength": "logits that an item's utility falls by for each time it was had",
    "satiation.recovery": "share of the tiredness that is gone after a round",
    "satiation.threshold": "tiredness that does not count yet, in times had",
    reinforcement: "interest in single items that feeds on itself",
    "reinforcement.rate":
      "logits that interest rises by when an item is taken from a slate, and falls by when it is passed over",
    shocks: "sudden changes of taste",
    "shocks.round": "the round before which tastes jump",
    "shocks.share": "share of the users whose taste jumps",
    "shocks.size": "how far each goes to the taste of another user drawn by key: 0 not, 1 all the way",
    rating: "what users give the items they consume, where a model learns from ratings: their utility and noise",
    "rating.noise": "standard deviation of a rating about the utility, in logits",
    patience: "how often active users come back before a round is left short of its rows",
  }),
  ...under("recommender", {
    model: "what is trained each round",
    every: "rounds from one training to the next; between them the last models serve as they are",
    retrieve: "sources of candidates, whose lists are merged; none is the model's own ranking of the catalogue",
    "retrieve.model": "what the source retrieves by: any kind of model, with its keys",
    "retrieve.count": "items that the source gives a user",
    slate: "items shown at once",
    rank: "the best scores first (greedy), or drawn in proportion to non-negative scores (proportional)",
    explore: "chance that a slot shows a uniformly drawn item instead",
    coldUser: "what a user without training rows gets: popular items, factors folded in, or random items",
    coldItem: "whether an item without training rows may be shown",
  }),
  ...under("recommender.model", models),
  ...under("recommender.retrieve.model", models),
  ...under("data", {
    regime:
      "train on all rows so far (accumulate), those since the last training (replace), the last rounds' (window) or as many drawn from all (subsample)",
    window: "rounds in the window",
    subsample: "rows drawn from all so far, with replacement: a number, or as many as the last round left (subsample)",
    seed: "whether the original log stays in what is trained on; by default keep for accumulate and subsample, otherwise drop",
    authentic: "rows without the recommender's influence that replace recommended ones",
    "authentic.share":
      "share of new rows that are authentic: a number, a list by round whose last entry goes on, or a line",
    "authentic.share.start": "share in round 1",
    "authentic.share.end": "share in round `rounds` and after it",
    "authentic.share.rounds": "the round from which on the share stays as it is",
    "authentic.by": "the user's free choice now (fresh), or a row drawn from the original log (replayed)",
    "authentic.draw": "whether each is drawn independently, or exactly their share of the round is (stratified)",
    "authentic.unit": "whether each row is authentic or not, or each user with all rows of the round",
    synthetic: "rows sampled from a model that replace recommended ones",
    "synthetic.share":
      "share of new rows that are synthetic: a number, a list by round whose last entry goes on, or a line",
    "synthetic.share.start": "share in round 1",
    "synthetic.share.end": "share in round `rounds` and after it",
    "synthetic.share.rounds": "the round from which on the share stays as it is",
    "synthetic.from":
      "the model they are sampled from: that in service (current) or that of the round before (previous)",
    "synthetic.temperature": "spread of their softmax over items: fitted to the original log at round 0, or a number",
    weights: "weight of a training row by its provenance",
    "weights.authentic": "weight of an authentic row",
    "weights.recommended": "weight of a recommended row",
    "weights.synthetic": "weight of a synthetic row",
    rows: "new rows a round: as users' activity has it, a number, a list by round, or start · round^power",
    "rows.start": "rows in round 1",
    "rows.power": "exponent by which the rows grow with the round",
  }),
]);
