import { Worker } from "node:worker_threads";
import type { Executor } from "./executor.ts";
import { errorFrom, type PoolShape, type Reply, type Request } from "./messages.ts";
import { loaded } from "./options.ts";
import type { UnitRound } from "./unit.ts";

/**
 * Several workers, each with its own core of `threads` threads, taking units from one list; the world is prepared with the
 * threads of all of them. Results do not depend on how many there are. Closing ends the workers at once, whatever they
 * are doing.
 */
export function workerPool(jobs: number, threads = 1): Executor {
  const workerData: PoolShape = { threads, all: jobs * threads };
  const start = () => new Worker(new URL("./worker.js", import.meta.url), { workerData });
  const workers = Array.from({ length: jobs }, start);
  return {
    async prepare(options, log, edges) {
      const given = { ...(log ? { log } : {}), ...(edges ? { edges } : {}) };
      const reply = await ask(workers[0]!, { kind: "prepare", options, ...given });
      if (reply.kind !== "prepared") throw new Error(`the worker answered "${reply.kind}" where a world was expected`);
      const plugins = (options[loaded] ?? []).map(({ file, sha256 }) => ({ file, sha256 }));
      for (const worker of workers)
        worker.postMessage({ kind: "job", options, prepared: reply.prepared, plugins } satisfies Request);
      return reply.prepared;
    },
    async run(units, onRound, signal) {
      const waiting = [...units];
      const work = async (worker: Worker) => {
        for (let unit = waiting.shift(); unit && !signal?.aborted; unit = waiting.shift()) {
          await ask(worker, { kind: "unit", unit }, onRound);
        }
      };
      await Promise.all(workers.map(work));
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Sends a request and waits for the reply that ends it, handing out rounds on the way. */
function ask(worker: Worker, request: Request, onRound?: (round: UnitRound) => void | Promise<void>): Promise<Reply> {
  return new Promise((resolve, reject) => {
    let handled: Promise<void> = Promise.resolve();
    const finish = (settle: () => void) => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      settle();
    };
    const onMessage = (reply: Reply) => {
      if (reply.kind === "round") {
        handled = handled.then(() => onRound?.(reply.round));
        handled.catch((error) => finish(() => reject(error)));
      } else if (reply.kind === "failed") finish(() => reject(errorFrom(reply.failure)));
      else
        handled.then(
          () => finish(() => resolve(reply)),
          (error) => finish(() => reject(error)),
        );
    };
    const onError = (error: Error) => finish(() => reject(error));
    const onExit = () => finish(() => reject(new Error("the worker thread ended before its work was done")));
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(request);
  });
}
