import type { Context } from "./checks.ts";
import { ARGUMENTS, CONTROL, word } from "./control.ts";
import { CoreError } from "./errors.ts";
import { pause } from "./schedule.ts";

/** The kernels that `perform` of assembly/run.ts carries out over rows, by number. */
const tasks = [
  "solveRows",
  "gramBlock",
  "topK",
  "sampleSlates",
  "chooseFromCatalogue",
  "raceSlots",
  "logitMoments",
  "sumBlocks",
  "solveRatings",
  "samplePosterior",
  "turnRows",
  "gumbelTopK",
  "itemNeighbours",
  "knnTopK",
  "bprPieces",
  "bprPairs",
  "screenedTopK",
  "quantisePanels",
  "topKAmong",
  "marginalRelevance",
] as const;

export type Task = (typeof tasks)[number];

/** Multiply-adds of a chunk, the unit of claiming: a fraction of a millisecond. */
const CHUNK_WORK = 1e6;
/** Multiply-adds between two turns of the event loop: some tens of milliseconds. */
const TURN_WORK = 1e8;

export interface Work {
  readonly task: Task;
  readonly rows: number;
  /** multiply-adds of a row, about: decides on chunks and threads, never on results */
  readonly workPerRow: number;
  /** the kernel's arguments between its rows and its scratch, as 32-bit words */
  readonly args: readonly number[];
  /** of each thread, from `scratchOf`; none by default */
  readonly scratch?: number;
  readonly scratchStride?: number;
  /** rows that a kernel likes to take together, 4 by default */
  readonly together?: number;
}

/** Bytes of scratch for all threads when each needs `bytes`; the stride keeps threads off each other's cache lines. */
export function scratchOf({ threads }: Context, bytes: number): { total: number; stride: number } {
  const stride = Math.ceil(bytes / 128) * 128;
  return { total: threads.count * stride, stride };
}

/**
 * Carries out a kernel over rows on all threads, chunk by chunk, letting the event loop turn between slices of the work.
 * Resolves to 0, or 1 + the first row that failed.
 *
 * @throws CoreError when the kernel traps or a thread ends, and for every task after that: the core must be loaded anew.
 */
export async function runTask({ kernels, arena, threads }: Context, work: Work): Promise<number> {
  const { task, rows, args, workPerRow, together = 4 } = work;
  threads.check();
  const words = arena.i32;
  const chunk = chunkOf(rows, workPerRow, together, threads.count);
  words[word.next] = 0;
  words[word.rows] = rows;
  words[word.chunk] = chunk;
  words[word.task] = tasks.indexOf(task);
  words[word.args] = ARGUMENTS;
  words[word.scratch] = work.scratch ?? 0;
  words[word.scratchStride] = work.scratchStride ?? 0;
  words[word.failure] = 0;
  for (let n = 0; n < args.length; n++) words[ARGUMENTS / 4 + n] = args[n]!;
  const shared = threads.count > 1 && rows > chunk && rows * workPerRow > CHUNK_WORK;
  if (shared) threads.start();
  const slice = Math.max(1, Math.floor(TURN_WORK / (chunk * Math.max(1, workPerRow))));
  try {
    while (kernels.run(CONTROL, 0, slice)) {
      await pause();
      threads.check();
    }
    if (shared) await threads.finished();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // nothing more is claimed, and no thread is left at work
    Atomics.store(words, word.next, rows);
    await threads.close(`${task} trapped (${reason})`);
    if (cause instanceof CoreError) throw new CoreError(`${task}: ${reason}`, { cause });
    throw new CoreError(`${task} trapped (${reason}); load the core anew`, { cause });
  }
  return words[word.failure]!;
}

/** Rows in a chunk: of about CHUNK_WORK, and several chunks a thread. */
function chunkOf(rows: number, workPerRow: number, together: number, threads: number): number {
  const bySize = CHUNK_WORK / Math.max(1, workPerRow);
  const byCount = threads > 1 ? rows / (8 * threads) : rows;
  return together * Math.max(1, Math.min(2 ** 20, Math.ceil(Math.min(bySize, byCount) / together)));
}
