import { word } from "./control.ts";
import { CoreError } from "./errors.ts";
import type { LinearMemory } from "./memory.ts";
import { pause } from "./schedule.ts";

/** The threads that help the calling one; they wait on the shared memory between tasks. */
export interface Threads {
  /** the calling thread included */
  readonly count: number;
  /** @throws CoreError when no task may follow: a kernel trapped, a thread ended, or all were closed. */
  check(): void;
  /** Sets every thread to the task in the control block. */
  start(): void;
  /** Resolves when all have come to its end. @throws CoreError when one trapped or ended. */
  finished(): Promise<void>;
  /** Ends the threads, whatever they are at; `reason` is what later tasks are told. */
  close(reason?: string): Promise<void>;
}

/** What a thread is sent, once. */
export interface ToThread {
  readonly module: WebAssembly.Module;
  readonly memory: LinearMemory;
  readonly thread: number;
}

/** What a thread says. */
export type FromThread = { readonly kind: "ready" } | { readonly kind: "failed"; readonly message: string };

/** A worker, in Node or in a browser. */
interface Worker {
  post(message: ToThread): void;
  terminate(): Promise<unknown>;
}

/** Starts count - 1 workers on a memory, shared if there are any. @throws CoreError when one cannot be started. */
export async function startThreads(count: number, module: WebAssembly.Module, memory: LinearMemory): Promise<Threads> {
  // a memory that is not shared has another buffer once it has grown
  const words = () => new Int32Array(memory.buffer, 0, 256);
  const workers: Worker[] = [];
  let unusable: string | undefined;
  const begin = (thread: number) =>
    new Promise<void>((resolve, reject) => {
      const onEnd = (reason: string) => {
        unusable ??= `thread ${thread} ${reason}`;
        reject(new CoreError(`loadCore: thread ${thread} ${reason} before it was ready; try with threads: 1`));
      };
      const onMessage = (said: FromThread) => (said.kind === "ready" ? resolve() : onEnd(`failed (${said.message})`));
      startWorker(onMessage, onEnd)
        .then((worker) => {
          workers.push(worker);
          worker.post({ module, memory, thread });
        })
        .catch((error: unknown) => onEnd(`failed (${String(error)})`));
    });
  const wake = () => {
    Atomics.add(words(), word.generation, 1);
    Atomics.notify(words(), word.generation);
  };
  const check = () => {
    if (unusable !== undefined) throw new CoreError(`${unusable}; load the core anew`);
  };
  const close = async (reason = "the core was closed") => {
    unusable ??= reason;
    Atomics.store(words(), word.closed, 1);
    wake();
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
  try {
    await Promise.all(Array.from({ length: count - 1 }, (_, n) => begin(n + 1)));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    count,
    check,
    start() {
      Atomics.store(words(), word.working, count - 1);
      wake();
    },
    async finished() {
      // a thread that failed stays among those at work
      while (Atomics.load(words(), word.working) > 0) {
        check();
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
    worker.on("error", (error) => onEnd(`failed (${String(error)})`));
    worker.on("exit", () => onEnd("ended"));
    // until it is ready it keeps the process alive, then no longer
    worker.once("message", () => worker.unref());
    return { post: (message) => worker.postMessage(message), terminate: () => worker.terminate() };
  }
  const worker = new Worker(script, { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<FromThread>) => onMessage(data));
  worker.addEventListener("error", ({ message }) => onEnd(`failed (${message ?? "its script was not loaded"})`));
  return { post: (message) => worker.postMessage(message), terminate: async () => worker.terminate() };
}
