import { calibrated } from "./calibrated.ts";
import { floor } from "./floor.ts";
import { mmr } from "./mmr.ts";
import type { RerankerOptions } from "./options.ts";
import { popularity } from "./popularity.ts";
import { random } from "./random.ts";
import type { Reranker, Surroundings } from "./reranker.ts";

export { rerank } from "./apply.ts";
export { type RerankerOptions, rerankerSchema } from "./options.ts";
export type { RankedList, Reranker, Surroundings } from "./reranker.ts";

/** A re-ranker for the round, of the kind that the options name. */
export function prepareReranker(surroundings: Surroundings, options: RerankerOptions): Reranker {
  switch (options.kind) {
    case "mmr":
      return mmr(surroundings, options);
    case "calibrated":
      return calibrated(surroundings, options);
    case "popularity":
      return popularity(surroundings, options);
    case "floor":
      return floor(surroundings, options);
    case "random":
      return random(surroundings, options);
  }
}
