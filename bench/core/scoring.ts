import type { Core, Eligibility, Factors } from "../../src/core/index.ts";
import * as counts from "./counts.ts";
import { type Data, ITEMS, stream, UNSCREENED, USERS } from "./data.ts";
import type { Kernel } from "./kernels.ts";

const NEIGHBOURS = 50;
const CHOICES = 5;
const CANDIDATES = 100;

/** What scores users and items, and draws or chooses by scores. */
export async function scoringKernels(core: Core, data: Data): Promise<Kernel[]> {
  return [...topKernels(data), ...drawingKernels(data), ...(await neighbourKernels(core, data))];
}

function topKernels({ training, model, small, ties, everyone, dims: d }: Data): Kernel[] {
  const excluded = { excluded: training.users };
  const entries = { count: USERS, of: "user" };
  const screened = (k: number): Kernel => ({
    name: `topK ${k}, screened`,
    operations: counts.scores(USERS, ITEMS, d),
    counted: "2 d a user and item, as if none were passed over",
    peak: "int16",
    entries,
    run: (core) => core.topK(model, everyone, k, excluded, stream),
  });
  const plain = (name: string, k: number, factors: Factors, items: number, seen: Eligibility): Kernel => ({
    name,
    operations: counts.scores(USERS, items, factors.dims),
    counted: `2 d a user and item, selection left out${items < ITEMS ? ` (${items} items, too few to be screened)` : ""}`,
    peak: "float32",
    entries,
    run: (core) => core.topK(factors, everyone, k, seen, stream),
  });
  return [
    screened(10),
    screened(100),
    plain("topK 10, plain", 10, small, UNSCREENED, {}),
    plain("topK 100, plain", 100, small, UNSCREENED, {}),
    plain("topK 10, all ties", 10, ties, ITEMS, excluded),
    {
      name: `topKAmong 10, of ${CANDIDATES}`,
      operations: counts.scores(USERS, CANDIDATES, d),
      counted: "2 d a user and candidate",
      peak: "float32",
      entries: { count: USERS * CANDIDATES, of: "candidate" },
      run: (core) => core.topKAmong(model, everyone, candidates, 10, excluded, stream),
    },
    {
      name: `marginalRelevance 10, of ${CANDIDATES}`,
      operations: 2 * USERS * CANDIDATES * 9 * d,
      counted: "2 d a candidate and item taken but the last, in float64",
      peak: "float32",
      entries: { count: USERS * CANDIDATES, of: "candidate" },
      run: (core) => core.marginalRelevance({ dims: d, values: model.items }, lists, 10, 0.7),
    },
  ];
}

/** Spread over the catalogue, from another item on for each user. */
const STEP = Math.floor(ITEMS / CANDIDATES);
const candidates = {
  indptr: Int32Array.from({ length: USERS + 1 }, (_, u) => u * CANDIDATES),
  indices: Int32Array.from(
    { length: USERS * CANDIDATES },
    (_, e) => (e % CANDIDATES) * STEP + (Math.floor(e / CANDIDATES) % STEP),
  ),
};

const lists = {
  depth: CANDIDATES,
  items: candidates.indices,
  scores: Float32Array.from(candidates.indices, (_, e) => -(e % CANDIDATES)),
};

function drawingKernels({ model, logit, everyone, slates, occasions, dims: d }: Data): Kernel[] {
  const none = new Int32Array(USERS);
  const ones = new Float64Array(USERS).fill(1);
  const choices = new Float64Array(USERS).fill(CHOICES);
  const shared = {
    operations: counts.scores(USERS, ITEMS, d),
    counted: "2 d a user and item, what follows the scores left out",
    peak: "float32",
    entries: { count: USERS, of: "user" },
  } as const;
  return [
    {
      ...shared,
      name: "sampleSlates 10",
      run: (core) => core.sampleSlates(model, everyone, none, 10, {}, stream),
    },
    { ...shared, name: "gumbelTopK 10", run: (core) => core.gumbelTopK(logit, everyone, none, 10, {}, stream) },
    {
      ...shared,
      name: "chooseFromCatalogue",
      run: (core) => core.chooseFromCatalogue(logit, everyone, none, {}, stream),
    },
    {
      name: "chooseSlots",
      operations: 0,
      counted: "no arithmetic on factors",
      peak: "float32",
      entries: { count: occasions.users.length, of: "occasion" },
      run: (core) => core.chooseSlots(slates, occasions.users, occasions.draws, occasions.rows, stream),
    },
    { ...shared, name: "logitMoments", run: (core) => core.logitMoments(logit, everyone) },
    { ...shared, name: "expectedShares", run: (core) => core.expectedShares(logit, everyone, ones, {}) },
    { ...shared, name: "expectedInclusions", run: (core) => core.expectedInclusions(logit, everyone, choices, {}) },
  ];
}

async function neighbourKernels(core: Core, { training, everyone }: Data): Promise<Kernel[]> {
  const byUser = { ...training.users, values: training.users.left };
  const byItem = { ...training.items, values: training.items.left };
  const entries = { count: byUser.indices.length, of: "pair" };
  const neighbours = await core.itemNeighbours({ byUser, byItem }, NEIGHBOURS, 10, stream);
  return [
    {
      name: "itemNeighbours",
      operations: 2 * counts.sharedPairs(byUser),
      counted: "2 n² a user, scattered, in float64",
      peak: "float32",
      entries,
      run: (core) => core.itemNeighbours({ byUser, byItem }, NEIGHBOURS, 10, stream),
    },
    {
      name: "knnTopK 10",
      operations: 2 * byUser.indices.length * NEIGHBOURS,
      counted: `2 n ${NEIGHBOURS} a user, scattered, in float64`,
      peak: "float32",
      entries,
      run: (core) => core.knnTopK(neighbours, byUser, everyone, 10, { excluded: training.users }, stream),
    },
  ];
}
