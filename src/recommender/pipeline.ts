import { valuesAt } from "../log/index.ts";
import { firstOfUsers, type Listed, rowsOf } from "./draw/index.ts";
import type { RecommenderOptions } from "./options.ts";
import type { Showing } from "./recommend.ts";
import { activeRerankers, prepareReranker, rerank, type Surroundings } from "./rerank/index.ts";
import { scoredLists } from "./retrieve.ts";
import type { Service } from "./serve.ts";

/** Whether slates are drawn from lists of candidates, and not from the whole catalogue. */
export function hasStages({ sources, rerankers }: Service): boolean {
  return sources.length > 0 || rerankers.length > 0;
}

/** How many items a list keeps after ranking: `pool`, else five slates to re-rank, else all candidates. */
export function listDepth({ pool, slate, retrieve, rerank }: RecommenderOptions): number {
  const all = retrieve.reduce((sum, { count }) => sum + count, 0);
  return pool ?? (activeRerankers(rerank).length > 0 ? 5 * slate : Math.max(slate, all));
}

/** The lists of the users given, entry by entry: retrieved, ranked and re-ranked, the same however often a user comes. */
export async function listsOf(showing: Showing, service: Service, users: Int32Array): Promise<Listed> {
  const firsts = firstOfUsers(users);
  const once = valuesAt(users, firsts);
  const ranked = await scoredLists(showing, service, once, listDepth(showing.options));
  return {
    lists: await rerank(ranked, once, service.rerankers),
    rows: rowsOf(users.length, firsts),
    settled: service.rerankers.length > 0,
  };
}

/** The service with its re-rankers ready for the round; those that change nothing are left out. */
export function withRerankers(
  service: Service,
  options: RecommenderOptions,
  surroundings: Omit<Surroundings, "slate" | "draw">,
): Service {
  const { slate } = options;
  const active = activeRerankers(options.rerank);
  const rerankers = active.map((one, n) => {
    const draw = active.slice(0, n).filter(({ kind }) => kind === one.kind).length;
    return prepareReranker({ ...surroundings, slate, draw }, one);
  });
  return { ...service, rerankers };
}
