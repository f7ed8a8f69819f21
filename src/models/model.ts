import type { z } from "zod";
import type { Core, Csr, Factors, Key, Neighbours, ValuedCsr } from "../core/index.ts";
import type { CallPlan } from "../core/plan.ts";
import type { TrainingSet, WeightedPairs } from "../log/index.ts";

interface Knowledge {
  /** (users) 1 where the model has scores of the user's own; a model that needs no rows of users has them for everybody */
  readonly knowsUser: Uint8Array;
  /** (items) 1 where the item had training rows; a model that needs none has seen everything */
  readonly knowsItem: Uint8Array;
}

/** Scores as an inner product. */
export interface FactorModel extends Knowledge {
  readonly form: "factors";
  readonly factors: Factors;
}

/** score(u, i) = Σ_j value_uj · similarity(j, i) over the items j of u's history on whose list i stands. */
export interface NeighbourModel extends Knowledge {
  readonly form: "neighbours";
  readonly neighbours: Neighbours;
  /** by user */
  readonly histories: ValuedCsr;
}

/** score(u, i) = Σ_f value_fi over the friends f of u in whose row i stands. */
export interface FriendModel extends Knowledge {
  readonly form: "friends";
  readonly friends: Csr;
  /** by user, values above 0 */
  readonly rows: ValuedCsr;
}

/** score(u, i) = Σ_v vote_uv · value_vi over the users v like u in whose row i stands. */
export interface PeerModel extends Knowledge {
  readonly form: "peers";
  /** by user, votes above 0 */
  readonly peers: ValuedCsr;
  /** by user */
  readonly rows: ValuedCsr;
}

/** score(u, i) = value_ui, for the items of u's list alone. */
export interface ListModel extends Knowledge {
  readonly form: "lists";
  /** by user, values above 0 */
  readonly lists: ValuedCsr;
}

/**
 * A trained model: what its scores follow from, and who and what it has seen. Plain data, so that it can be saved. All but
 * factors score few items of each user above 0 and all others 0, and retrieve only the former.
 */
export type Model = FactorModel | NeighbourModel | PeerModel | FriendModel | ListModel;

/** What a trainer may look at. `truth` is what only the oracle reads. */
export interface TrainingContext {
  readonly core: Core;
  readonly key: Key;
  readonly round: number;
  readonly training: TrainingSet;
  /** users and items so far; those numbered on from there are still to come. All unless told */
  readonly here?: { readonly users: number; readonly items: number };
  /** the model last trained by the same options, for a warm start */
  readonly previous: Model | undefined;
  /** (users) group of each user */
  readonly groups: Int32Array;
  readonly groupCount: number;
  /** of the catalogue now: (items, dims) */
  readonly attributes: { readonly dims: number; readonly items: Float32Array };
  /** each user's friends, where the world has a society */
  readonly friends?: Csr | undefined;
  /** true utilities as factors, of the users as they are now */
  readonly truth: () => Factors;
}

/** A kind of model. `schema` is a strictObject whose `kind` names it. */
export interface ModelPart<S extends z.ZodObject = z.ZodObject> {
  readonly schema: S;
  /** of the models it trains */
  readonly form: Model["form"];
  /** whether it is fitted to which users consumed what: a world of item shares cannot say */
  readonly personal: boolean;
  train(context: TrainingContext, options: z.infer<S>): Model | Promise<Model>;
  /** Multiplications with an addition that this training takes, by the formula in docs/metrics.md: training_work. */
  work(context: TrainingContext, options: z.infer<S>): number;
  /**
   * The model for users it was trained without, by what they have consumed: one row of `history` a user.
   * @param items how many there were when it was trained; those numbered on from there were still to come
   */
  foldIn?(core: Core, model: Model, history: WeightedPairs, options: z.infer<S>, items: number): Promise<Model>;
  /** whether it does with these options; it does if left out */
  foldsIn?(options: z.infer<S>): boolean;
  /** factors that a model of factors has */
  dims?(options: z.infer<S>, sizes: ModelSizes): number;
  /** the largest call of a training, and of folding in, where the core makes one */
  training?(options: z.infer<S>, sizes: ModelSizes): CallPlan;
  foldingIn?(options: z.infer<S>, sizes: ModelSizes): CallPlan;
}

/** What decides on the memory of a training. */
export interface ModelSizes {
  readonly users: number;
  readonly items: number;
  /** distinct pairs of the training set, and of what users consumed */
  readonly entries: number;
  readonly consumed: number;
  /** of the world's attributes */
  readonly dims: number;
  readonly groups: number;
  readonly threads?: number;
}

/** @throws Error for a model without factors: a scenario that needs some of it is refused when it is read */
export function factorsOf(model: Model): Factors {
  if (model.form === "factors") return model.factors;
  throw new Error(`factorsOf: got a model whose scores are ${model.form}, expected factors`);
}

/** Pairs with what they weigh, in float32. */
export function valued({ indptr, indices, weights }: WeightedPairs): ValuedCsr {
  return { indptr, indices, values: new Float32Array(weights) };
}

/** Rows that have entries. */
export function filledRows(indptr: Int32Array): number {
  let count = 0;
  for (let r = 1; r < indptr.length; r++) if (indptr[r]! > indptr[r - 1]!) count++;
  return count;
}

/** Σ n², n the entries of a row: the pairs of entries that share one. */
export function pairsWithin(indptr: Int32Array): number {
  let pairs = 0;
  for (let r = 1; r < indptr.length; r++) {
    const entries = indptr[r]! - indptr[r - 1]!;
    pairs += entries * entries;
  }
  return pairs;
}

/** 1 where the row has entries. */
export function seen(indptr: Int32Array): Uint8Array {
  const flags = new Uint8Array(indptr.length - 1);
  for (let r = 0; r < flags.length; r++) if (indptr[r + 1]! > indptr[r]!) flags[r] = 1;
  return flags;
}

/** A model of these factors that knows everybody and everything. */
export function knowingAll(factors: Factors): FactorModel {
  return {
    form: "factors",
    factors,
    knowsUser: new Uint8Array(factors.users.length / factors.dims).fill(1),
    knowsItem: new Uint8Array(factors.items.length / factors.dims).fill(1),
  };
}
