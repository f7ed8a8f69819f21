/** What a core must give with the same bits wherever it runs: bundled for the page, and imported by Node. */
import { word } from "../../src/core/control.ts";
import { type Core, loadCore } from "../../src/core/index.ts";
import { instantiateKernels } from "../../src/core/load.ts";
import { Arena } from "../../src/core/memory.ts";
import { runTask } from "../../src/core/tasks.ts";
import { startThreads } from "../../src/core/threads.ts";
import { generator, inFloat32, type Pair, randomEligibility, randomFactors, rendle } from "./fixtures.ts";

export { loadCore };

const USERS = 600;
/** enough for topK to screen them */
const ITEMS = 640;
const DIMS = 13;

/** The SHA-256 of each call's arrays. */
export async function digests(core: Core): Promise<Record<string, string>> {
  const random = generator(5);
  const pairs: Pair[] = [];
  for (let u = 0; u < USERS; u++) for (let i = 0; i < ITEMS; i++) if (random() < 0.03) pairs.push([u, i]);
  const problem = inFloat32(rendle(pairs, USERS, ITEMS, { lambda: 0.5, a0: 0.1, nu: 1 }));
  const factors = { dims: DIMS, users: randomFactors(random, USERS, DIMS), items: randomFactors(random, ITEMS, DIMS) };
  const logit = { factors, scale: 2, intercepts: randomFactors(random, ITEMS, 1), outside: true };
  const users = Int32Array.from({ length: USERS }, (_, u) => u);
  const draws = new Int32Array(USERS).fill(3);
  const eligibility = randomEligibility(4, USERS, ITEMS, 0.05);
  const stream = { key: { seed: 7, replicate: 1 }, purpose: 2, round: 3 };
  return {
    exact: await sha256(await core.als(problem, factors, 2, { solver: "exact" })),
    cg: await sha256(await core.als(problem, factors, 2, { solver: "cg" })),
    topK: await sha256(await core.topK(factors, users, 10, eligibility, stream)),
    sampleSlates: await sha256(await core.sampleSlates(factors, users, draws, 6, eligibility, stream)),
    expectedShares: await sha256(await core.expectedShares(logit, users, new Float64Array(USERS).fill(1), eligibility)),
    gram: await sha256({ G: await core.gram(randomFactors(random, 50_000, DIMS), DIMS) }),
  };
}

/** What is said of a trap on a second thread: blocks of a matrix lie outside memory, and the calling thread takes none. */
export async function trap(): Promise<string> {
  const { kernels, memory, module } = await instantiateKernels("threads");
  const arena = new Arena(memory);
  const threads = await startThreads(2, module, memory);
  const run = () => {
    while (Atomics.load(arena.i32, word.next) === 0);
    return 0;
  };
  const args = [2 ** 32 - 2 ** 16, 2 ** 16, 4, 64, 1, 1024];
  return runTask(
    { kernels: { ...kernels, run }, arena, threads },
    { task: "gramBlock", rows: 1024, workPerRow: 1e6, args },
  ).then(String, String);
}

/** Of the arrays of an answer, in order of their names. */
async function sha256(answer: object): Promise<string> {
  const fields = Object.entries(answer).sort(([a], [b]) => (a < b ? -1 : 1));
  const arrays = fields.map(([, value]) => value).filter((value) => ArrayBuffer.isView(value));
  const bytes = await new Blob(arrays as BlobPart[]).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
