import type {
  AlsOptions,
  AlsProblem,
  BiasedFactors,
  BiasedItems,
  BprOptions,
  BprProblem,
  BprResult,
  Csr,
  Eligibility,
  ExplicitProblem,
  Factors,
  Logit,
  Neighbours,
  ScoredLists,
  Stream,
  ValuedCsr,
  Vectors,
  WeightedCsr,
  WeightedSlates,
} from "./types.ts";

/**
 * The numeric core. Bulk calls run one after another on one memory; a call made while none runs starts at once, so its
 * arrays are read before it returns, but those of a waiting call must not change until it resolves. All of them throw a
 * `CoreError` for values that are not finite, indices out of range, lengths that disagree, and arrays that do not fit
 * in 4 GiB.
 */
export interface Core {
  /**
   * e^x, ln x and x^y in float64 without Math.*: the same bits on every engine. exp and log are within 1 ulp, pow within
   * 1 + |y ln x| / 16; x^y is NaN for x < 0.
   */
  exp(x: number): number;
  log(x: number): number;
  pow(x: number, y: number): number;

  /** One uniform in (0, 1) with 53 bits, never 0 nor 1, from words 0 and 1 of the Philox block. */
  uniform(stream: Stream, draw: number, agent: number, slot: number): number;
  /** -ln(-ln uniform) at the same counter. */
  gumbel(stream: Stream, draw: number, agent: number, slot: number): number;
  /** Standard normal by inversion (Wichura's AS 241) of the same uniform. */
  normal(stream: Stream, draw: number, agent: number, slot: number): number;
  /** The four raw 32-bit words of one Philox4x32-10 block, for the published vectors. */
  philox(key: readonly [number, number], counter: readonly [number, number, number, number]): Uint32Array;

  /**
   * At most `sweeps` times (user half-step, item half-step), from the given factors. Padding inside takes any number of
   * dims. loss: the objective after each half-step, if asked.
   *
   * @throws CoreError naming a row whose system is not positive definite: it needs regularisation.
   */
  als(
    problem: AlsProblem,
    start: Factors,
    sweeps: number,
    options?: AlsOptions,
  ): Promise<Factors & { loss?: Float64Array }>;
  /** One half-step alone: rows solved against fixed columns; rows (n) × dims. Used to fold in. */
  solveRows(
    rows: WeightedCsr,
    fixed: Float32Array,
    dims: number,
    unobservedWeight: number,
    regularization: Float32Array,
  ): Promise<Float32Array>;
  /**
   * Biased factorisation of ratings by `sweeps` times (user half-step, item half-step), from the given factors, each a
   * ridge regression of a row on the other side's factors and a 1 (Zhou, Wilkinson, Schreiber and Pan, "Large-scale
   * parallel collaborative filtering for the Netflix Prize", 2008). Biases start from 0 unless given. Rows without
   * ratings get zero factors and bias. loss: after each half-step if asked.
   * @throws CoreError naming the row whose system is singular: it needs regularisation above 0.
   */
  explicitAls(
    problem: ExplicitProblem,
    start: Factors & Partial<BiasedFactors>,
    sweeps: number,
    options?: { loss?: boolean },
  ): Promise<BiasedFactors & { loss?: Float64Array }>;
  /**
   * Rows drawn from N(x_r, sigma² A_r⁻¹), x_r and A_r being the solution and the matrix of `solveRows`; a row without
   * entries draws from N(0, sigma² (unobservedWeight · YᵀY + λ_r I)⁻¹). The Gaussian posterior of Bayesian linear
   * regression with noise sigma and prior precision λ / sigma²: taking a user's best items by such a draw is Thompson
   * sampling (Chapelle and Li, "An empirical evaluation of Thompson sampling", 2011). Row r's normals are keyed by
   * (stream, draws[r], users[r], factor), so other rows change nothing. rows (n) × dims.
   */
  samplePosterior(
    rows: WeightedCsr,
    fixed: Float32Array,
    dims: number,
    unobservedWeight: number,
    regularization: Float32Array,
    sigma: number,
    users: Int32Array,
    draws: Int32Array,
    stream: Stream,
  ): Promise<Float32Array>;
  /**
   * `epochs` passes of stochastic gradient ascent on the posterior of Bayesian personalised ranking (Rendle, Freudenthaler,
   * Gantner and Schmidt-Thieme, "BPR: Bayesian personalized ranking from implicit feedback", UAI 2009), from the given
   * factors. Every positive is updated once an epoch, against one negative.
   *
   * Users and items are split into B blocks drawn afresh in each epoch (B depends on their numbers alone), and pairs of
   * blocks without a user or item in common run at once, so that any number of threads gives the same bits. The negative
   * comes from the positive's block. As membership is independent and uniform, a uniform negative is uniform over all
   * items that are no positives of the user. One by popularity has P(j) = E[w_j / (w_j + S)], S the weight of the others of
   * its block that are no positives: in proportion to w_j within the block, and nearly so over all where no item holds a
   * large part of a block's weight. B is 1, and the law in proportion to w_j, below 128 users or 256 items; 8 from 512 users
   * and 1024 items on. A positive whose user has every item of its block
   * (or every one with weight) is left out in that epoch.
   *
   * Up to four of a user's positives form a step: their gradients are taken at one x_u, items moving in turn. Users of a
   * block come in the order of their number from a drawn one on. The draws are keyed by (stream, epoch, user, item).
   *
   * itemBias: (items), from the start's or 0. logLikelihood: (epochs).
   *
   * @throws CoreError for positives that are not ascending within a user, and when the factors grow without bound.
   */
  bpr(problem: BprProblem, start: BiasedItems, epochs: number, options?: BprOptions): Promise<BprResult>;

  /** FᵀF of F (rows, dims), accumulated in float64, as (dims, dims). */
  gram(F: Float32Array, dims: number): Promise<Float64Array>;
  /**
   * Eigenvalues of a symmetric A (n, n), largest first, and their eigenvectors, orthonormal, in the rows of `vectors`
   * (n, n), by Householder's reduction and implicit QL in float64 (Golub and Van Loan, "Matrix Computations", chapter 8).
   * Backward stable: errors of the order of n · 2⁻⁵² · |A|.
   */
  symmetricEigen(A: Float64Array, n: number): Promise<{ values: Float64Array; vectors: Float64Array }>;

  /**
   * For each entry the k eligible items with the highest score, best first, -1 where fewer are eligible. Equal scores
   * are ordered by a keyed draw: uniform(ties, 0, user, item), highest first.
   * items, scores: (users.length, k); the score of item -1 is 0.
   */
  topK(
    factors: Factors,
    users: Int32Array,
    k: number,
    eligibility: Eligibility,
    ties: Stream,
  ): Promise<{ items: Int32Array; scores: Float32Array }>;

  /**
   * topK with a list of candidates for each entry: entry e's items are taken from row e of `candidates` alone, which is
   * indexed by position in `users`, unlike `excluded`; a user who stands there twice can have two lists. Candidates that
   * are excluded or not available are left out. The bits of the scores and the order of equal ones are those of topK, so
   * that lists of all items give topK's result. Costs what the lists hold, whatever the number of items, beside one copy of
   * their factors; as topK screens and this does not, it pays where lists hold less than about a tenth of the catalogue.
   * candidates, excluded: rows ascending, without duplicates. items, scores: (users.length, k).
   */
  topKAmong(
    factors: Factors,
    users: Int32Array,
    candidates: Csr,
    k: number,
    eligibility: Eligibility,
    ties: Stream,
  ): Promise<{ items: Int32Array; scores: Float32Array }>;

  /**
   * Each list by maximal marginal relevance (Carbonell and Goldstein, "The use of MMR, diversity-based reranking for
   * reordering documents and producing summaries", 1998): one place after another, up to k, takes the item of the largest
   * λ · s - (1 - λ) · max over the items taken of <v, v'>, the first of equal ones; behind them the list goes on as it was.
   * λ is `relevance`, v an item's vector, s its score as a share of the list's range from the last score to the first, 0
   * where there is none; the first place has no item taken before it and goes by s alone. All in float64, a product summed
   * dimension by dimension. Vectors of length one make it the cosine. Returns items: (rows, depth), -1 past the end of a list.
   */
  marginalRelevance(vectors: Vectors, lists: ScoredLists, k: number, relevance: number): Promise<Int32Array>;

  /**
   * For each entry e a slate of k eligible items drawn one after another without replacement, each in proportion to
   * max(score, 0), and uniformly once no eligible score that is left is positive. Keyed by (stream, draws[e], users[e], slot).
   * propensity: P(item at this slot | user, model, slots above), exact. (entries, k), -1 and 0 where none was left.
   * Entries of one user must be adjacent: weights are then computed once.
   */
  sampleSlates(
    factors: Factors,
    users: Int32Array,
    draws: Int32Array,
    k: number,
    eligibility: Eligibility,
    stream: Stream,
  ): Promise<{ items: Int32Array; propensity: Float64Array }>;

  /**
   * For each entry e a slate of k eligible items drawn one after another without replacement, each with probability
   * ∝ exp(scale · score + intercept) among those left (Plackett-Luce): the k largest of utility + Gumbel, largest first
   * (Yellott 1977). Keyed by (stream, draws[e], users[e], item): slates that can hold an item agree on its noise. Keys are
   * compared in float64 and no weight underflows, so an item comes in its turn however low its utility.
   * propensity: P(item at this slot | user, model, slots above), for the utilities as they are in float32; relative error
   * below (items / 8 + k + 32 + distance) · 2⁻⁵³, the distance being from the item's utility to the largest left.
   * (entries, k), -1 and 0 where none was left. No outside option has a place in a slate: a logit's is left out. Same
   * adjacency.
   */
  gumbelTopK(
    utility: Omit<Logit, "outside">,
    users: Int32Array,
    draws: Int32Array,
    k: number,
    eligibility: Eligibility,
    stream: Stream,
  ): Promise<{ items: Int32Array; propensity: Float64Array }>;

  /**
   * For each item i the `count` items j of the highest similarity <w_i, w_j> / (|w_i| |w_j| + shrinkage) above 0, highest
   * first, w_i being the values of i's column: a cosine, shrunk (Sarwar, Karypis, Konstan and Riedl 2001; Bell and Koren
   * 2007). Sums are taken in float64 in order of users and rounded to float32 once. Equal similarities are ordered by
   * uniform(ties, 0, i, j), highest first. Costs Σ_u n_u² additions. byItem is the same matrix as byUser.
   */
  itemNeighbours(
    matrix: { readonly byUser: ValuedCsr; readonly byItem: ValuedCsr },
    count: number,
    shrinkage: number,
    ties: Stream,
  ): Promise<Neighbours>;

  /**
   * For each entry the k eligible items with the highest score(u, i) = Σ_j value_uj · similarity(j, i), over the items j
   * of u's history on whose list i stands: lists are followed from what was consumed to what is like it (Deshpande and
   * Karypis 2004), i need not have j on its own. Best first, equal scores ordered as by topK. Items on no list of the
   * history are not retrieved: -1 past the others, score 0. Entries of value 0 count for nothing. What was consumed is
   * kept out by `eligibility` alone. histories, and excluded, by user id; sums in float64 in order of the history.
   */
  knnTopK(
    neighbours: Neighbours,
    histories: ValuedCsr,
    users: Int32Array,
    k: number,
    eligibility: Eligibility,
    ties: Stream,
  ): Promise<{ items: Int32Array; scores: Float32Array }>;

  /**
   * For each entry one item chosen from the whole eligible catalogue by the logit, by inverse CDF with one uniform
   * (stream, draws[e], users[e], 0); -1 is the outside option (or nothing eligible). Same adjacency.
   */
  chooseFromCatalogue(
    logit: Logit,
    users: Int32Array,
    draws: Int32Array,
    eligibility: Eligibility,
    stream: Stream,
  ): Promise<Int32Array>;

  /**
   * For each entry the slot chosen from slate rows[e], with probability weight / Σ weights of the row; -1 is the outside
   * option, or a slate without weight. An exponential race keyed by (stream, draws[e], users[e], item): the Gumbel-max
   * choice of a multinomial logit, in which two slates that hold an item agree on its noise.
   */
  chooseSlots(
    slates: WeightedSlates,
    users: Int32Array,
    draws: Int32Array,
    rows: Int32Array,
    stream: Stream,
  ): Promise<Int32Array>;

  /** For each user of the list: ln Σ exp(...) (outside included), and mean and variance of the raw score under the logit (outside scores 0). */
  logitMoments(
    logit: Logit,
    users: Int32Array,
  ): Promise<{ logsum: Float64Array; mean: Float64Array; variance: Float64Array }>;

  /** Σ_e weights[e] · P(i | users[e]) for every item, and for the outside option. Float64 sums in a fixed order. */
  expectedShares(
    logit: Logit,
    users: Int32Array,
    weights: Float64Array,
    eligibility: Eligibility,
  ): Promise<{ items: Float64Array; outside: number }>;

  /**
   * Without repeats: the expected number of times each item is consumed when user users[e] makes counts[e] choices
   * without replacement, by exponential clocks: P(i consumed) = 1 - exp(-w_i t), t solving Σ_i P = counts[e]
   * (counts at or above the number of eligible items: all of them). `outside`: Σ_e t_e, the expected declines.
   */
  expectedInclusions(
    logit: Logit,
    users: Int32Array,
    counts: Float64Array,
    eligibility: Eligibility,
  ): Promise<{ items: Float64Array; outside: number }>;

  /** Threads of a bulk call, the calling one included. */
  readonly threads: number;
  /** Ends the threads, once the calls before it are done; no call may follow. Without it they end with the process. */
  close(): Promise<void>;

  /** Bytes of linear memory in use at its largest. */
  readonly peakBytes: number;
}
