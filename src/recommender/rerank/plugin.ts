import { check, type OptionsSchema, type PluginOptions, partOf, pluginSchema } from "../../plugins/index.ts";
import { eachList } from "./each.ts";
import type { Reranker, RerankerPart, Surroundings } from "./reranker.ts";

/** A re-ranker of one's own. */
export interface RerankerPlugin<O = unknown> {
  readonly part: "reranker";
  readonly name: string;
  readonly schema?: OptionsSchema<O>;
  /** the re-ranker of one round */
  prepare(surroundings: Surroundings, options: O): Reranker;
}

/** The re-ranker that the options name; what it gives is checked to be a permutation. */
export const plugin: RerankerPart<typeof pluginSchema> = {
  schema: pluginSchema,
  isNeutral: () => false,
  prepare: eachList(prepareOwn),
};

function prepareOwn(surroundings: Surroundings, given: PluginOptions): Reranker {
  const { part, guard } = partOf<RerankerPlugin>(given);
  const own = guard.call("prepare", () => part.prepare(surroundings, given.options));
  check(
    guard,
    typeof own === "function",
    "prepare",
    () => `${typeof own}, expected a function of a list and its order`,
  );
  return (list, order) => {
    const n = order.length;
    order.fill(-1);
    const items = list.items.slice();
    guard.call("the re-ranker", () => own({ ...list, items, scores: list.scores.slice() }, order));
    const seen = new Uint8Array(n);
    for (let at = 0; at < n; at++) {
      const place = order[at]!;
      const isNew = place >= 0 && place < n && seen[place] === 0;
      const fault = () => `place ${place} at ${at} for user ${list.user}, expected every place 0 to ${n - 1} once`;
      check(guard, isNew, "the re-ranker", fault);
      seen[place] = 1;
    }
  };
}
