/** Rows of a sparse matrix: row r holds indices[indptr[r]] .. indices[indptr[r + 1] - 1], ascending, without duplicates. */
export interface Csr {
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
}

/**
 * Scores as an inner product: score(u, i) = <users[u], items[i]>. Every model, world and twin takes this form, so that
 * top-k, sampling and expected shares are written once.
 */
export interface Factors {
  readonly dims: number;
  /** (users, dims) */
  readonly users: Float32Array;
  /** (items, dims) */
  readonly items: Float32Array;
}

/** What items are compared by. */
export interface Vectors {
  readonly dims: number;
  /** (items, dims) */
  readonly values: Float32Array;
}

/** Lists of scored items, one a row, best first: what is re-ranked, and what slates are drawn from. */
export interface ScoredLists {
  /** places a row */
  readonly depth: number;
  /** (rows, depth) -1 past the end of a list */
  readonly items: Int32Array;
  /** (rows, depth) never rising along a list; 0 past its end */
  readonly scores: Float32Array;
}

/** A multinomial logit over the catalogue: P(i | u) ∝ exp(scale · score(u, i) + intercepts[i]), outside option exp(0). */
export interface Logit {
  readonly factors: Factors;
  readonly scale: number;
  /** (items) */
  readonly intercepts: Float32Array;
  /** whether choosing nothing, at utility 0, is possible */
  readonly outside: boolean;
}

/** What a user may not be given. `excluded` is indexed by user id (all users); `available` has one byte an item. */
export interface Eligibility {
  readonly excluded?: Csr;
  readonly available?: Uint8Array;
}

/** Key of the counter-based generator. */
export interface Key {
  /** 32-bit */
  readonly seed: number;
  /** 32-bit */
  readonly replicate: number;
}

/**
 * Where in the simulation a draw belongs: Philox4x32-10 with key (seed, replicate) and counter
 * (purpose + 256 · draw, round, agent, slot). purpose < 256, draw < 2²⁴.
 */
export interface Stream {
  readonly key: Key;
  readonly purpose: number;
  readonly round: number;
}

/** The left and right weight of every stored entry of a Csr, see `AlsProblem`. */
export interface WeightedCsr extends Csr {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/**
 * One alternating-least-squares problem. With X (users, d), Y (items, d), the user half-step solves, for each user u,
 *   (unobservedWeight · YᵀY + Σ_e left_e y_e y_eᵀ + userRegularization[u] · I) x_u = Σ_e right_e y_e
 * over the stored entries e of row u; the item half-step is its mirror image. It minimises
 *   Σ_e (left_e ŷ² - 2 right_e ŷ) + unobservedWeight · Σ_{u,i} ŷ² + Σ_u λ_u ||x_u||² + Σ_i λ_i ||y_i||².
 * Rows without entries become zero.
 */
export interface AlsProblem {
  readonly users: WeightedCsr;
  /** the same matrix by item */
  readonly items: WeightedCsr;
  readonly unobservedWeight: number;
  /** (users) */
  readonly userRegularization: Float32Array;
  /** (items) */
  readonly itemRegularization: Float32Array;
}

/** Slates of k slots and what each slot weighs in a choice; several occasions can share a slate. */
export interface WeightedSlates {
  readonly k: number;
  /** (rows, k) */
  readonly items: Int32Array;
  /** (rows, k + 1) weights ≥ 0, 0 for an empty slot; the last is the outside option's, 0 where there is none */
  readonly weights: Float64Array;
}

/** Ratings of a sparse matrix, row by row. */
export interface RatedCsr extends Csr {
  readonly ratings: Float32Array;
  /** what each rating counts, ≥ 0; 1 where not given */
  readonly weights?: Float32Array;
}

/**
 * Biased factorisation of ratings: r̂ = mean + b_u + c_i + <x_u, y_i> (Koren, Bell and Volinsky, "Matrix factorization
 * techniques for recommender systems", 2009), minimising
 *   Σ_e w_e (r_e - r̂)² + Σ_u λ_u (||x_u||² + b_u²) + Σ_i λ_i (||y_i||² + c_i²).
 */
export interface ExplicitProblem {
  readonly users: RatedCsr;
  /** the same matrix by item */
  readonly items: RatedCsr;
  /** (users) */
  readonly userRegularization: Float32Array;
  /** (items) */
  readonly itemRegularization: Float32Array;
}

/** A biased model: score = mean + userBiases[u] + itemBiases[i] + <users[u], items[i]>; see `withBiases`. */
export interface BiasedFactors extends Factors {
  /** the mean rating, each counted by its weight */
  readonly mean: number;
  /** (users) */
  readonly userBiases: Float32Array;
  /** (items) */
  readonly itemBiases: Float32Array;
}

/** How the rows of a half-step are solved. */
export interface Solver {
  /**
   * `exact` (the default) solves every row; `cg` takes `cgSteps` steps of the conjugate gradient method from the row's
   * present factors; `auto` does whichever is estimated to take less time, row by row. Exact solutions cost
   * n d²/2 + d³/6 multiply-adds for n entries and d factors, n and d changing places where n < d; a step costs
   * 2 n d at half the speed.
   */
  readonly solver?: "exact" | "cg" | "auto";
  /** 3 by default (Takács, Pilászy and Tikk 2011) */
  readonly cgSteps?: number;
}

/** How `als` solves its half-steps, and what it says about them. */
export interface AlsOptions extends Solver {
  /** the objective after each half-step */
  readonly loss?: boolean;
  /** ends after the first sweep that lowers the objective by less than this share of its absolute value; 0: never */
  readonly tolerance?: number;
}

/** A value for every stored entry of a Csr. */
export interface ValuedCsr extends Csr {
  readonly values: Float32Array;
}

/** For each item a list of `count` others that are like it, best first, -1 and 0 past its end; both (items, count). */
export interface Neighbours {
  readonly count: number;
  readonly items: Int32Array;
  readonly similarities: Float32Array;
}

/**
 * One Bayesian personalised ranking problem: each positive (u, i) is set against one item j that is none of u's, drawn in
 * every epoch, and σ(x̂_ui - x̂_uj) is raised, x̂_ui = <x_u, y_i> + b_i.
 */
export interface BprProblem {
  /** by user */
  readonly positives: Csr;
  /** η */
  readonly learningRate: number;
  /** λ of ½ λ ||x_u||² + ½ λ (||y_i||² + b_i²), charged at every update of a row */
  readonly regularization: number;
  /** of users' factors alone, `regularization` by default */
  readonly userRegularization?: number;
  /** of items' factors and bias alone, `regularization` by default */
  readonly itemRegularization?: number;
  /** whether b is learnt; 0 otherwise */
  readonly itemBias?: boolean;
  /**
   * What j is drawn in proportion to: 1 ("uniform", the default), or the number of j's positives to a power from 0 to 4,
   * 0 being uniform. An item without positives is then no negative.
   */
  readonly negatives?: "uniform" | { readonly popularityExponent: number };
  readonly stream: Stream;
}

/** Factors, and what is added to the scores of each item. */
export type BiasedItems = Factors & { /** (items) */ readonly itemBias?: Float32Array };

/** What `bpr` is asked beside its factors. */
export interface BprOptions {
  /** per epoch, the mean of ln σ(x̂_ui - x̂_uj) over its updates, each before it is made */
  readonly logLikelihood?: boolean;
  /** the number of the first epoch, 0 by default: e epochs and then n from `firstEpoch` e on are e + n epochs */
  readonly firstEpoch?: number;
}

/** logLikelihood: (epochs); 0 for an epoch without updates */
export type BprResult = BiasedItems & { readonly logLikelihood?: Float64Array };
