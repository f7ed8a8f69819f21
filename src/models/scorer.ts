import type { Factors, ValuedCsr } from "../core/index.ts";
import type { FactorModel, Model } from "./model.ts";

type SparseModel = Exclude<Model, FactorModel>;

/** The scores of one user at a time. */
export interface Scorer {
  /** turns to a user; scores are of that user until the next */
  of(user: number): void;
  /** turns to a user and gives the items scored otherwise than 0; none are given where every item may be */
  itemsOf(user: number): readonly number[];
  readonly score: (item: number) => number;
}

/** Scores in float64, sums in order of what is summed. */
export function scorerOf(model: Model): Scorer {
  return model.form === "factors" ? denseScorer(model.factors) : sparseScorer(model);
}

function denseScorer({ dims, users, items }: Factors): Scorer {
  let row = 0;
  const of = (user: number) => {
    row = user * dims;
  };
  return {
    of,
    itemsOf: (user) => {
      of(user);
      return [];
    },
    score: (item) => {
      let dot = 0;
      for (let d = 0; d < dims; d++) dot += users[row + d]! * items[item * dims + d]!;
      return dot;
    },
  };
}

/** Adds `value` to the score of `item`. */
type Add = (item: number, value: number) => void;

function sparseScorer(model: SparseModel): Scorer {
  const sums = new Float64Array(model.knowsItem.length);
  const isTouched = new Uint8Array(sums.length);
  let touched: number[] = [];
  const add: Add = (item, value) => {
    if (isTouched[item] === 0) touched.push(item);
    isTouched[item] = 1;
    sums[item]! += value;
  };
  const itemsOf = (user: number) => {
    for (const item of touched) sums[item] = isTouched[item] = 0;
    touched = [];
    addScores(model, user, add);
    return touched;
  };
  return { of: itemsOf, itemsOf, score: (item) => sums[item]! };
}

function addScores(model: SparseModel, user: number, add: Add): void {
  if (model.form === "lists") {
    eachEntry(model.lists, user, add);
  } else if (model.form === "friends") {
    const { indptr, indices } = model.friends;
    for (let e = indptr[user]!; e < indptr[user + 1]!; e++) eachEntry(model.rows, indices[e]!, add);
  } else if (model.form === "peers") {
    eachEntry(model.peers, user, (peer, vote) => {
      eachEntry(model.rows, peer, (item, value) => {
        if (value !== 0) add(item, vote * value);
      });
    });
  } else {
    const { count, items, similarities } = model.neighbours;
    eachEntry(model.histories, user, (consumed, value) => {
      if (value === 0) return;
      for (let at = consumed * count; at < (consumed + 1) * count && items[at]! >= 0; at++) {
        add(items[at]!, value * similarities[at]!);
      }
    });
  }
}

function eachEntry({ indptr, indices, values }: ValuedCsr, row: number, each: Add): void {
  for (let e = indptr[row]!; e < indptr[row + 1]!; e++) each(indices[e]!, values[e]!);
}
