import { als, gramOf, solveRows } from "./als.ts";
import { topKAmong } from "./among.ts";
import { bpr } from "./bpr.ts";
import type { Context } from "./checks.ts";
import type { Core } from "./core.ts";
import { symmetricEigen } from "./eigenvalues.ts";
import { explicitAls } from "./explicit.ts";
import { gumbelTopK } from "./gumbel.ts";
import { knnTopK } from "./knn.ts";
import { expectedInclusions, expectedShares, logitMoments } from "./logit.ts";
import { marginalRelevance } from "./marginal.ts";
import type { Arena } from "./memory.ts";
import { itemNeighbours } from "./neighbours.ts";
import { samplePosterior } from "./posterior.ts";
import { chooseSlots } from "./race.ts";
import { chooseFromCatalogue, sampleSlates, topK } from "./recommend.ts";
import { createScalars } from "./scalars.ts";
import { createQueue } from "./schedule.ts";
import type { Threads } from "./threads.ts";
import type { Kernels } from "./wasm.ts";

/** The core over one instance of the module: scalar functions at once, bulk calls one after another. */
export function createCore(kernels: Kernels, arena: Arena, threads: Threads): Core {
  const context: Context = { kernels, arena, threads };
  const inTurn = createQueue();
  return {
    ...createScalars(kernels),
    als: (problem, start, sweeps, options) => inTurn(() => als(context, problem, start, sweeps, options)),
    solveRows: (...given) => inTurn(() => solveRows(context, ...given)),
    explicitAls: (problem, start, sweeps, options) =>
      inTurn(() => explicitAls(context, problem, start, sweeps, options?.loss ?? false)),
    samplePosterior: (...given) => inTurn(() => samplePosterior(context, ...given)),
    bpr: (problem, start, epochs, options) => inTurn(() => bpr(context, problem, start, epochs, options ?? {})),
    gram: (F, dims) => inTurn(() => gramOf(context, F, dims)),
    symmetricEigen: (A, n) => inTurn(async () => symmetricEigen(context, A, n)),
    topK: (...given) => inTurn(() => topK(context, ...given)),
    topKAmong: (...given) => inTurn(() => topKAmong(context, ...given)),
    marginalRelevance: (...given) => inTurn(() => marginalRelevance(context, ...given)),
    sampleSlates: (...given) => inTurn(() => sampleSlates(context, ...given)),
    gumbelTopK: (...given) => inTurn(() => gumbelTopK(context, ...given)),
    itemNeighbours: (...given) => inTurn(() => itemNeighbours(context, ...given)),
    knnTopK: (...given) => inTurn(() => knnTopK(context, ...given)),
    chooseFromCatalogue: (...given) => inTurn(() => chooseFromCatalogue(context, ...given)),
    chooseSlots: (...given) => inTurn(() => chooseSlots(context, ...given)),
    logitMoments: (logit, users) => inTurn(() => logitMoments(context, logit, users)),
    expectedShares: (...given) => inTurn(async () => expectedShares(context, ...given)),
    expectedInclusions: (...given) => inTurn(async () => expectedInclusions(context, ...given)),
    threads: threads.count,
    close: () => inTurn(threads.close),
    get peakBytes() {
      return arena.peakBytes;
    },
  };
}
