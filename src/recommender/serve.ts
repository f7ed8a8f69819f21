import type { Core, Csr } from "../core/index.ts";
import type { TrainingSet, WeightedPairs } from "../log/index.ts";
import { type Model, type ModelOptions, modelPart, type TrainingContext, train } from "../models/index.ts";
import { posteriorsOf, standInOf } from "./coldUsers.ts";
import { type Posterior, rankKind } from "./draw/index.ts";
import type { RecommenderOptions } from "./options.ts";
import type { ListsReranker } from "./rerank/index.ts";

/** What a training leaves behind, to be served until the next: plain data. */
export interface Trained {
  /** the round of the training */
  readonly round: number;
  /** the model that ranks, then those of the sources in their order */
  readonly models: readonly Model[];
  /** (users) 1 where the training set had no row of the user */
  readonly cold: Uint8Array;
  /** (users) summed training weight */
  readonly userWeights: Float64Array;
  /** (items) summed training weight */
  readonly itemWeights: Float64Array;
  /** items that there were, those still to come not among them */
  readonly items: number;
  /** the training set by user, and what was shown and not chosen, where users are sampled from their posteriors */
  readonly byUser?: WeightedPairs;
  readonly negatives?: WeightedPairs;
  /** rows of the training set by provenance */
  readonly rows: TrainingSet["rows"];
  /** multiplications with an addition that the training took, by the models' formulas */
  readonly work: number;
}

/** A model that serves everybody. */
export interface Served {
  readonly model: Model;
  /** what scores for users whom the model does not know */
  readonly standIn: Model;
  /** (items) 1 where the item can be retrieved */
  readonly retrievable: Uint8Array;
}

/** A source of candidates and how many it gives. */
export interface Source extends Served {
  readonly count: number;
}

/** A recommender ready to serve one round: the model that ranks, and the sources that candidates are retrieved from. */
export interface Service extends Served {
  /** none where the model that ranks retrieves from the whole catalogue */
  readonly sources: readonly Source[];
  /** of the users whom the ranking model knows and of the others, where slates are drawn by it */
  readonly posterior?: Posterior | undefined;
  readonly standInPosterior?: Posterior | undefined;
  /** what re-orders lists before slates are drawn from them: see `withRerankers` */
  readonly rerankers: readonly ListsReranker[];
  /** (users) 1 where the models were trained without a row of the user */
  readonly cold: Uint8Array;
  /** (users) summed training weight */
  readonly userWeights: Float64Array;
}

/** Whether models are trained in a round: in round 0, in round 1, and in every n-th from there. */
export function isTraining(round: number, { every }: RecommenderOptions): boolean {
  return round === 0 || (round - 1) % every === 0;
}

/**
 * Trains the model that ranks and those of the sources, each from what the last training made of it. Models of equal options
 * are trained once.
 * @param before what the last training left, and its options: a model whose options were not among them starts anew
 */
export async function trainModels(
  context: Omit<TrainingContext, "previous">,
  options: RecommenderOptions,
  before?: Pick<Trained, "models"> & { readonly options: RecommenderOptions },
): Promise<Trained> {
  const last = before ? modelsOf(before.options).map((model) => JSON.stringify(model)) : [];
  const known = new Map<string, Model>();
  const models: Model[] = [];
  let work = 0;
  for (const model of modelsOf(options)) {
    const identity = JSON.stringify(model);
    const own = { ...context, previous: before?.models[last.indexOf(identity)] };
    if (!known.has(identity)) work += modelPart(model.kind).work(own, model);
    const trained = known.get(identity) ?? (await train(own, model));
    known.set(identity, trained);
    models.push(trained);
  }
  const { byUser, itemWeights, rows, negatives } = context.training;
  const sampled = { byUser, ...(negatives ? { negatives: negatives.byUser } : {}) };
  return {
    round: context.round,
    models,
    cold: withoutRows(byUser),
    userWeights: rowSums(byUser),
    itemWeights,
    items: context.here?.items ?? context.training.items,
    ...(rankKind(options.rank) === "thompson" ? sampled : {}),
    rows,
    work,
  };
}

/** The options of all models: of the one that ranks, then of the sources. */
export function modelsOf({ model, retrieve }: Pick<RecommenderOptions, "model" | "retrieve">): ModelOptions[] {
  return [model, ...retrieve.map((source) => source.model)];
}

/**
 * What was trained, ready to serve. Users whom a model does not know get the popularity of the same training set, random
 * items, or the model folded in from `history`: popularity again, where a model cannot be.
 * Without re-rankers yet: see `withRerankers`.
 * @param history items each user has consumed
 */
export async function serviceOf(
  core: Core,
  trained: Trained,
  options: RecommenderOptions,
  history: Csr,
): Promise<Service> {
  const given = modelsOf(options);
  const known = new Map<Model, Served>();
  const all: Served[] = [];
  for (const [n, model] of trained.models.entries()) {
    const served = known.get(model) ?? {
      model,
      standIn: await standInOf(core, trained, model, { ...options, model: given[n]! }, history),
      retrievable: options.coldItem === "allow" ? new Uint8Array(model.knowsItem.length).fill(1) : model.knowsItem,
    };
    known.set(model, served);
    all.push(served);
  }
  const [ranker, ...others] = all;
  const sources = others.map((served, n) => ({ ...served, count: options.retrieve[n]!.count }));
  const posteriors = posteriorsOf(core, trained, options, history);
  return { ...ranker!, sources, rerankers: [], cold: trained.cold, userWeights: trained.userWeights, ...posteriors };
}

/** 1 where the row is empty. */
function withoutRows({ indptr }: WeightedPairs): Uint8Array {
  const flags = new Uint8Array(indptr.length - 1);
  for (let u = 0; u < flags.length; u++) if (indptr[u + 1] === indptr[u]) flags[u] = 1;
  return flags;
}

function rowSums({ indptr, weights }: WeightedPairs): Float64Array {
  const sums = new Float64Array(indptr.length - 1);
  for (let u = 0; u < sums.length; u++) for (let e = indptr[u]!; e < indptr[u + 1]!; e++) sums[u]! += weights[e]!;
  return sums;
}
