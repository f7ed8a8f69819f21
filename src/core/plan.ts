import { amongBytes, amongScratch } from "./among.ts";
import { bprBytes, bprScratch } from "./bpr.ts";
import { explicitBytes } from "./explicit.ts";
import { gramBytes } from "./gram.ts";
import { gumbelScratch } from "./gumbel.ts";
import { stepScratch } from "./halfStep.ts";
import { type KnnSize, knnBytes } from "./knn.ts";
import { marginalBytes, marginalScratch } from "./marginal.ts";
import { CORE_BYTES, extentOf } from "./memory.ts";
import { neighbourBytes, sumsBytes } from "./neighbours.ts";
import { posteriorBytes } from "./posterior.ts";
import { plainScratch, screenBytes, screenScratch, screens } from "./screen.ts";
import { padded } from "./sides.ts";
import { systemBytes } from "./system.ts";
import type { Solver } from "./types.ts";

export { CORE_BYTES };

/** What one call lays out in the core's memory. */
export interface CallPlan {
  readonly call: string;
  readonly arrays: Readonly<Record<string, number>>;
  /** of all arrays, as they are laid out */
  readonly bytes: number;
}

/** What a scoring call reads. */
export interface Scored {
  readonly users: number;
  readonly items: number;
  readonly dims: number;
  /** pairs excluded, where some are */
  readonly excluded?: number;
  /** items that nobody may be given */
  readonly blocked?: number;
  readonly threads?: number;
}

/** What least squares reads: entries are those of one side, each being held by user and by item. */
export interface Trained {
  readonly users: number;
  readonly items: number;
  readonly entries: number;
  readonly dims: number;
  readonly threads?: number;
  /** `exact` by default */
  readonly solver?: Solver["solver"];
}

const planOf = (call: string, arrays: Record<string, number>): CallPlan => ({ call, arrays, bytes: extentOf(arrays) });

/** Bytes of all threads' scratch: the stride of `scratchOf`. */
const scratch = (bytes: number, threads = 1): number => threads * Math.ceil(bytes / 128) * 128;

/** items, rounded up to whole panels */
const width = (items: number): number => Math.ceil(items / 8) * 8;

/** `Core.als` */
export function planAls({ users, items, entries, dims, threads, solver }: Trained): CallPlan {
  const d = padded(dims);
  return planOf("als", {
    ...side("user", users, entries, d),
    ...side("item", items, entries, d),
    ...steps(Math.max(users, items), d, solver, threads),
  });
}

/** `Core.solveRows` of `users` rows against `items` columns. */
export function planSolveRows({ users, items, entries, dims, threads }: Trained): CallPlan {
  const d = padded(dims);
  return planOf("solveRows", {
    ...side("row", users, entries, d),
    fixed: 4 * items * d,
    fixedGram: 8 * d * d,
    ...steps(items, d, "exact", threads),
  });
}

/** `Core.explicitAls` */
export function planExplicit({ users, items, entries, dims, threads }: Trained): CallPlan {
  const own = scratch(systemBytes(padded(dims + 1)), threads);
  return planOf("explicitAls", { ...explicitBytes(users, items, entries, dims), scratch: own });
}

/** `Core.samplePosterior` of `users` rows against `items` columns. */
export function planPosterior({ users, items, entries, dims, threads }: Trained): CallPlan {
  const own = scratch(systemBytes(padded(dims)), threads);
  return planOf("samplePosterior", { ...posteriorBytes(users, items, entries, dims), scratch: own });
}

/** What `Core.bpr` reads beside a matrix. */
export interface Positives extends Omit<Trained, "solver"> {
  /** positives of the user who has most */
  readonly longest: number;
  readonly itemBias?: boolean;
  /** negatives drawn in proportion to a power of popularity */
  readonly byPopularity?: boolean;
}

/** `Core.bpr` */
export function planBpr(given: Positives): CallPlan {
  const { users, items, entries, dims, threads, longest, itemBias: biased = false, byPopularity = false } = given;
  const d = padded(dims);
  return planOf("bpr", {
    ...bprBytes({ users, items, entries, d, biased, weighted: byPopularity }),
    scratch: scratch(bprScratch(d, longest), threads),
  });
}

/** `Core.itemNeighbours`: lists of `count` for each item. */
export function planNeighbours({ users, items, entries, threads }: Omit<Trained, "dims">, count: number): CallPlan {
  return planOf("itemNeighbours", {
    ...neighbourBytes(users, items, entries, count),
    scratch: scratch(sumsBytes(items, count), threads),
  });
}

/** `Core.knnTopK` */
export function planKnnTopK(size: KnnSize & { readonly threads?: number }): CallPlan {
  const own = scratch(sumsBytes(size.items, size.k), size.threads);
  return planOf("knnTopK", { ...knnBytes(size), scratch: own });
}

/** `Core.topK` */
export function planTopK(scored: Scored, k: number): CallPlan {
  const { users, items, dims, threads, blocked = 0 } = scored;
  const slots = 4 * users * k;
  const given = items - blocked;
  const screened = screens(given, dims, k, users);
  const own = screened ? screenScratch(width(items), given, dims, k) : plainScratch(width(items), k);
  return planOf("topK", {
    ...job(scored),
    ...(screened ? screenBytes(items, given, dims) : {}),
    bestItems: slots,
    bestScores: slots,
    scratch: scratch(own, threads),
  });
}

/** `Core.topKAmong` for lists of `candidates` items together and of at most `longest`; `blocked` says that some are. */
export function planTopKAmong(scored: Scored, k: number, candidates: number, longest: number): CallPlan {
  const { users, items, threads, blocked = 0 } = scored;
  return planOf("topKAmong", {
    ...job(scored),
    itemPanels: 0,
    ...amongBytes(users, candidates),
    blocked: 0,
    available: blocked > 0 ? items : 0,
    bestItems: 4 * users * k,
    bestScores: 4 * users * k,
    scratch: scratch(amongScratch(longest, k), threads),
  });
}

/** `Core.marginalRelevance` of `users` lists of `depth` items, by vectors of `dims`. */
export function planMarginal({ users, items, dims, threads }: Scored, depth: number): CallPlan {
  return planOf("marginalRelevance", {
    ...marginalBytes(items, dims, users, depth),
    scratch: scratch(marginalScratch(depth, dims), threads),
  });
}

/** `Core.sampleSlates` for `entries` slates of k slots. */
export function planSampleSlates(scored: Scored, entries: number, k: number): CallPlan {
  return planOf("sampleSlates", {
    ...job(scored),
    ...entriesOf(scored.users, entries),
    slateItems: 4 * entries * k,
    propensity: 8 * entries * k,
    scratch: scratch(25 * width(scored.items), scored.threads),
  });
}

/** `Core.gumbelTopK` for `entries` slates of k slots. */
export function planGumbelTopK(scored: Scored, entries: number, k: number): CallPlan {
  return planOf("gumbelTopK", {
    ...job(scored),
    ...entriesOf(scored.users, entries),
    intercepts: 4 * width(scored.items),
    slateItems: 4 * entries * k,
    propensity: 8 * entries * k,
    scratch: scratch(gumbelScratch(width(scored.items), scored.items, k), scored.threads),
  });
}

/** `Core.chooseFromCatalogue` for `entries` choices. */
export function planChoices(scored: Scored, entries: number): CallPlan {
  return planOf("chooseFromCatalogue", {
    ...job(scored),
    ...entriesOf(scored.users, entries),
    intercepts: 4 * width(scored.items),
    chosen: 4 * entries,
    scratch: scratch(24 * width(scored.items), scored.threads),
  });
}

/** `Core.chooseSlots`: choices from `slates` slates of k slots. */
export function planSlots(choices: number, slates: number, k: number, threads?: number): CallPlan {
  const each = 4 * choices;
  return planOf("chooseSlots", {
    stream: 16,
    users: each,
    draws: each,
    rows: each,
    slateItems: 4 * slates * k + 12,
    slateWeights: 8 * slates * (k + 1),
    chosen: each,
    scratch: scratch(32, threads),
  });
}

/** `Core.logitMoments` */
export function planMoments(scored: Scored): CallPlan {
  const each = 8 * scored.users;
  return planOf("logitMoments", {
    ...job(scored),
    intercepts: 4 * width(scored.items),
    logsum: each,
    mean: each,
    variance: each,
    scratch: scratch(20 * width(scored.items), scored.threads),
  });
}

/** `Core.expectedShares` and `Core.expectedInclusions` */
export function planShares(scored: Scored): CallPlan {
  const row = 8 * (width(scored.items) + 1);
  return planOf("expectedShares", {
    ...job(scored),
    intercepts: 4 * width(scored.items),
    amounts: 8 * scored.users,
    parts: Math.min(16, Math.ceil(scored.users / 256)) * row,
    sum: row,
    scratch: scratch(24 * width(scored.items), scored.threads),
  });
}

function job({ users, items, dims, excluded, blocked = 0 }: Scored) {
  return {
    job: 76,
    userFactors: 4 * users * dims,
    itemFactors: 4 * items * dims,
    itemPanels: 4 * width(items) * dims,
    excludedRows: excluded === undefined ? 0 : 4 * (users + 1),
    excludedItems: 4 * (excluded ?? 0),
    blocked: 4 * blocked,
    users: 4 * users,
  };
}

const entriesOf = (users: number, entries: number) => ({ firstEntries: 4 * (users + 1), draws: 4 * entries });

function side(prefix: string, rows: number, entries: number, d: number): Record<string, number> {
  return {
    [`${prefix}Factors`]: 4 * rows * d,
    [`${prefix}Indptr`]: 4 * (rows + 1),
    [`${prefix}Indices`]: 4 * entries,
    [`${prefix}Left`]: 4 * entries,
    [`${prefix}Right`]: 4 * entries,
    [`${prefix}Regularization`]: 4 * rows,
    [`${prefix}Gram`]: 8 * d * d,
  };
}

/** Partial Gram matrices of the larger side; and matrices and a thread's rows, of d alone, counted generously. */
function steps(rows: number, d: number, solver: Solver["solver"] = "exact", threads = 1) {
  return {
    parts: gramBytes(rows, d),
    matrices: 8 * d * (4 * d + 8),
    scratch: scratch(stepScratch(d, rows, solver), threads),
  };
}
