import { execFileSync } from "node:child_process";
import { Worker } from "node:worker_threads";
import { afterEach, expect, test, vi } from "vitest";
import type { Context } from "../../src/core/checks.ts";
import { word } from "../../src/core/control.ts";
import { createCore } from "../../src/core/create.ts";
import { CoreError } from "../../src/core/index.ts";
import { instantiateKernels } from "../../src/core/load.ts";
import { Arena } from "../../src/core/memory.ts";
import { runTask, type Work } from "../../src/core/tasks.ts";
import { startThreads } from "../../src/core/threads.ts";

const posted = vi.spyOn(Worker.prototype, "postMessage");
afterEach(() => posted.mockClear());

const BLOCKS = 64;
const SIZE = 64;
const DIMS = 8;
const OUTSIDE = 2 ** 32 - 2 ** 16;
/** Blocks of nothing: to claim them all takes seconds. */
const endless = { rows: 2 ** 30, args: [1024, 0, 0, 0, 0, 1024] };

/** A core of so many threads put together by hand, and Gram matrices of blocks, each a chunk: their work is on scratch. */
async function stage(count: number) {
  const { kernels, memory, module } = await instantiateKernels(count > 1 ? "threads" : "single");
  const arena = new Arena(memory);
  const at = arena.layout("test", {
    F: 4 * BLOCKS * SIZE * DIMS,
    parts: 8 * BLOCKS * DIMS * DIMS,
    scratch: 1024 * count,
  });
  const threads = await startThreads(count, module, memory);
  const workers = posted.mock.contexts as Worker[];
  // the calling thread begins once another has claimed rows, or it might be done before that one wakes
  const run: typeof kernels.run = (...given) => {
    for (let n = 0; count > 1 && n < 2 ** 28 && Atomics.load(arena.i32, word.next) === 0; n++);
    return kernels.run(...given);
  };
  const context: Context = { kernels: { ...kernels, run }, arena, threads };
  const work: Work = {
    task: "gramBlock",
    rows: BLOCKS,
    workPerRow: 1e8,
    args: [at.F, BLOCKS * SIZE, DIMS, SIZE, 0, at.parts],
    scratch: at.scratch,
    scratchStride: 1024,
    together: 1,
  };
  return { context, work, workers, core: createCore(kernels, arena, threads) };
}

type Stage = Awaited<ReturnType<typeof stage>>;

async function expectUnusable({ context, work, workers, core }: Stage, reason: RegExp) {
  expect(workers.map((worker) => worker.threadId)).toEqual(workers.map(() => -1));
  await expect(runTask(context, work)).rejects.toThrow(reason);
  const later = core.gram(new Float32Array(64).fill(1), 4);
  await expect(later).rejects.toThrow(CoreError);
  await expect(later).rejects.toThrow(reason);
  await expect(later).rejects.toThrow(/; load the core anew$/);
  await core.close();
  await core.close();
}

test.each([1, 2, 3])("by hand the work is done with %i threads, again and again", async (count) => {
  const { context, work, core } = await stage(count);
  expect(await runTask(context, work)).toBe(0);
  expect(await runTask(context, work)).toBe(0);
  await core.close();
});

const bounds = "memory access out of bounds";

test.each([1, 2, 3])("a trap on all of %i threads is an error with its message", async (count) => {
  const staged = await stage(count);
  const { context, work } = staged;
  const [, ...others] = work.args;
  const running = runTask(context, { ...work, args: [OUTSIDE, ...others] });
  await expect(running).rejects.toThrow(CoreError);
  await expect(running).rejects.toThrow(new RegExp(`^gramBlock.* \\(${bounds}\\); load the core anew$`));
  await expectUnusable(staged, new RegExp(bounds));
});

test("a trap on the calling thread ends the others at their work", async () => {
  const staged = await stage(3);
  const { kernels, arena } = staged.context;
  let claimed = 0;
  const run: typeof kernels.run = () => {
    for (let n = 0; n < 2 ** 33 && claimed === 0; n++) claimed = Atomics.load(arena.i32, word.next);
    return kernels.largest(OUTSIDE, 2 ** 20);
  };
  const running = runTask({ ...staged.context, kernels: { ...kernels, run } }, { ...staged.work, ...endless });
  await expect(running).rejects.toThrow(/^gramBlock trapped \(.*out of bounds\); load the core anew$/);
  expect(claimed).toBeGreaterThan(0);
  await expectUnusable(staged, /^gramBlock trapped \(.*out of bounds\)/);
});

test("a trap on another thread stops the calling one before its work is done", async () => {
  const staged = await stage(2);
  const { context, work } = staged;
  const run = vi.spyOn(context.kernels, "run");
  // thread 1 takes the first block, the only one that holds a row; the others do not touch scratch
  const rows = 2 ** 19;
  const at = context.arena.layout("test", { F: 4 * 64 * 4, scratch: 64, parts: 8 * 16 * rows });
  const args = [at.F, 64, 4, 64, 0, at.parts];
  const running = runTask(context, { ...work, rows, args, scratch: at.scratch, scratchStride: OUTSIDE - at.scratch });
  await expect(running).rejects.toThrow(/^gramBlock: thread 1 failed \(.*out of bounds\); load the core anew$/);
  expect(run.mock.calls.length).toBeLessThan(rows / 2);
  await expectUnusable(staged, /thread 1 failed \(.*out of bounds\)/);
});

test("a thread that is ended at work ends the task", async () => {
  const staged = await stage(3);
  const work = { ...staged.work, ...endless };
  const ended = expect(runTask(staged.context, work)).rejects.toThrow(
    /^gramBlock: thread 2 ended; load the core anew$/,
  );
  await staged.workers[1]!.terminate();
  await ended;
  await expectUnusable(staged, /^thread 2 ended/);
});

test("so does one that is ended between two tasks", async () => {
  const staged = await stage(2);
  expect(await runTask(staged.context, staged.work)).toBe(0);
  await staged.workers[0]!.terminate();
  await expectUnusable(staged, /^thread 1 ended/);
});

test("a thread that cannot begin is an error, and leaves no other behind", async () => {
  const { memory, module } = await instantiateKernels("single");
  await expect(startThreads(3, module, memory)).rejects.toThrow(CoreError);
  for (const worker of posted.mock.contexts as Worker[]) expect(worker.threadId).toBe(-1);
});

test.each([1, 2])("a core of %i threads that was closed says so", async (count) => {
  const staged = await stage(count);
  await staged.core.close();
  await expectUnusable(staged, /^the core was closed/);
});

test("a process can wait for the close, and ends after it", () => {
  const dist = new URL("../../dist/core/index.js", import.meta.url).href;
  const script = `
    const { loadCore } = await import(${JSON.stringify(dist)});
    await (await loadCore({ threads: 3 })).close();
    console.log("closed");
  `;
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { timeout: 20_000 });
  expect(String(printed).trim()).toBe("closed");
});
