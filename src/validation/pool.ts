import { Worker } from "node:worker_threads";
import type { Found, Observatory, Piece } from "./validate.ts";

/** A piece as it is sent to a worker: laws hold functions, and go by their name. */
export interface PieceRequest {
  readonly law: string;
  readonly seed: number;
  readonly first: number;
  readonly last: number;
}

/** Several workers, each with a core of its own, taking pieces from one list. Closing ends them at once. */
export function workerObservatory(jobs: number): Observatory {
  const workers = Array.from({ length: jobs }, () => new Worker(new URL("./worker.js", import.meta.url)));
  return {
    async observe(pieces, onFound, signal) {
      const waiting = [...pieces];
      const work = async (worker: Worker) => {
        for (let piece = waiting.shift(); piece && !signal?.aborted; piece = waiting.shift()) {
          onFound(piece, await ask(worker, piece));
        }
      };
      await Promise.all(workers.map(work));
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function ask(worker: Worker, { law, seed, first, last }: Piece): Promise<Found> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      settle();
    };
    const onMessage = (found: Found) => finish(() => resolve(found));
    const onError = (error: Error) => finish(() => reject(error));
    const onExit = () => finish(() => reject(new Error("the worker thread ended before its work was done")));
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage({ law: law.name, seed, first, last } satisfies PieceRequest);
  });
}
