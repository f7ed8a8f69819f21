import { word } from "./control.ts";
import { CoreError } from "./errors.ts";
import type { LinearMemory } from "./memory.ts";
import { pause } from "./schedule.ts";

/** The threads that help the calling one; they wait on the shared memory between tasks. */
export interface Threads {
  /** the calling thread included */
  readonly count: number;
  /** Sets every thread to the task in the control block. */
  start(): void;
  /** Resolves when all have come to its end. @throws CoreError when one trapped or ended. */
  finished(): Promise<void>;
  close(): Promise<void>;
}

/** What a thread is sent, once. */
export interface ToThread {
  readonly module: WebAssembly.Module;
  readonly memory: LinearMemory;
  readonly thread: number;
}

/** What a thread says. */
export type FromThread = { readonly kind: "ready" } | { readonly kind: "trapped"; readonly message: string };

/** The calling thread alone. */
export const alone: Threads = {
  count: 1,
  start() {},
  async finished() {},
  async close() {},
};

/** A worker, in Node or in a browser. */
interface Worker {
  post(message: ToThread): void;
  terminate(): void;
}

/** Starts count - 1 workers on a shared memory. @throws CoreError when one cannot be started. */
export async function startThreads(count: number, module: WebAssembly.Module, memory: LinearMemory): Promise<Threads> {
  const words = () => new Int32Array(memory.buffer, 0, 256);
  const workers: Worker[] = [];
  let ended: string | undefined;
  const ready: Promise<void>[] = [];
  for (let thread = 1; thread < count; thread++) {
    ready.push(
      new Promise((resolve, reject) => {
        const onMessage = (message: FromThread) => {
          if (message.kind === "ready") resolve();
          else ended = `trapped (${message.message})`;
        };
        const onEnd = (reason: string) => {
          ended ??= reason;
          reject(new CoreError(`loadCore: thread ${thread} could not be started: ${reason}; try with threads: 1`));
        };
        startWorker(onMessage, onEnd).then((worker) => {
          workers.push(worker);
          worker.post({ module, memory, thread });
        }, reject);
      }),
    );
  }
  const close = async () => {
    Atomics.store(words(), word.closed, 1);
    Atomics.add(words(), word.generation, 1);
    Atomics.notify(words(), word.generation);
    for (const worker of workers) worker.terminate();
  };
  try {
    await Promise.all(ready);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    count,
    start() {
      Atomics.store(words(), word.working, count - 1);
      Atomics.add(words(), word.generation, 1);
      Atomics.notify(words(), word.generation);
    },
    async finished() {
      while (Atomics.load(words(), word.working) > 0) {
        if (ended !== undefined) throw new CoreError(`a thread of the core ${ended}; load the core anew`);
        await pause();
      }
    },
    close,
  };
}

/** The script lies beside the module: built, it is found from sources, from the package and from a bundle alike. */
const script = new URL("../../build/thread.js", import.meta.url);

async function startWorker(onMessage: (message: FromThread) => void, onEnd: (reason: string) => void): Promise<Worker> {
  if (typeof process === "object" && process.versions?.node !== undefined) {
    // a name that bundlers for browsers do not try to resolve
    const specifier = "node:worker_threads";
    const node = (await import(/* @vite-ignore */ specifier)) as typeof import("node:worker_threads");
    // flags of this process, such as --input-type, are not for it
    const worker = new node.Worker(script, { execArgv: [] });
    worker.on("message", onMessage);
    worker.on("error", (error) => onEnd(String(error)));
    worker.on("exit", () => onEnd("ended"));
    // until it is ready it keeps the process alive, then no longer
    worker.once("message", () => worker.unref());
    return { post: (message) => worker.postMessage(message), terminate: () => void worker.terminate() };
  }
  const worker = new Worker(script, { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<FromThread>) => onMessage(data));
  worker.addEventListener("error", ({ message }) => onEnd(message));
  return { post: (message) => worker.postMessage(message), terminate: () => worker.terminate() };
}
