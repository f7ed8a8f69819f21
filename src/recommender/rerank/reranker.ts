import type { z } from "zod";
import type { Core, Csr, Key } from "../../core/index.ts";
import type { ScoredLists } from "../lists.ts";

/** What a re-ranker may look at, of the round that it is prepared for. */
export interface Surroundings {
  readonly core: Core;
  readonly key: Key;
  readonly round: number;
  /** items that are shown of a list */
  readonly slate: number;
  /** how many re-rankers of the same kind come before it: the number of its draws, so that no two share any */
  readonly draw: number;
  /** (items, attributeDims) */
  readonly attributes: Float32Array;
  readonly attributeDims: number;
  /** (items) summed weight in the training set */
  readonly popularity: Float64Array;
  /** (items) who offers the item, from 0: see `providersOf` */
  readonly providers: Int32Array;
  /** (items) the round that the item came in; nothing where the catalogue stays as it is */
  readonly born?: Int32Array | undefined;
  /** (items) 1 where the item is in the catalogue */
  readonly available: Uint8Array;
  /** items that each user had consumed when the round began */
  readonly history: Csr;
}

/** One user's list, best first. Scores never rise. */
export interface RankedList {
  readonly user: number;
  readonly items: Int32Array;
  readonly scores: Float32Array;
}

/**
 * Writes the places of the list in their new order, a permutation of 0 to n - 1: order[0] is the place of the item that
 * comes first. It depends on the list, the user and the round alone. `order` is as long as the list.
 */
export type Reranker = (list: RankedList, order: Int32Array) => void;

/**
 * The items of many lists in their new order, those of each list as they were but for it: as if one `Reranker` were given
 * list after list. users: (rows) whose list it is.
 */
export type ListsReranker = (lists: ScoredLists, users: Int32Array) => Promise<Int32Array>;

/** A kind of re-ranker. `schema` is a strictObject whose `kind` names it. */
export interface RerankerPart<S extends z.ZodObject = z.ZodObject> {
  readonly schema: S;
  /** whether every list stays as it is */
  isNeutral(options: z.infer<S>): boolean;
  /** the re-ranker of one round */
  prepare(surroundings: Surroundings, options: z.infer<S>): ListsReranker;
}

/** The order as it came. */
export function keepOrder(order: Int32Array): void {
  for (let place = 0; place < order.length; place++) order[place] = place;
}

/** Writes the places that are not among the first `taken` of the order behind them, as they came. */
export function keepRest(order: Int32Array, taken: number, isTaken: Uint8Array): void {
  let at = taken;
  for (let place = 0; place < order.length; place++) if (isTaken[place] === 0) order[at++] = place;
}

/** Scores of one list from 1 (the first) to 0 (the last), as shares of its range; all 0 where they are equal. */
export function scaledScores(scores: Float32Array, into: Float64Array): void {
  const least = scores.length > 0 ? scores[scores.length - 1]! : 0;
  const range = scores.length > 0 ? scores[0]! - least : 0;
  for (let n = 0; n < scores.length; n++) into[n] = range > 0 ? (scores[n]! - least) / range : 0;
}
