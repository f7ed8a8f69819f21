/** One thread of the core: instantiates the module on the shared memory, then waits for tasks and claims their rows. */
import { CONTROL, word } from "./control.ts";
import type { FromThread, ToThread } from "./threads.ts";

interface Port {
  postMessage(message: FromThread): void;
}

/** Blocks for as long as the core is open: `Atomics.wait` needs no event loop. */
async function work(port: Port, { module, memory, thread }: ToThread): Promise<void> {
  const instance = await instantiate(module, { env: { memory } });
  const { run } = instance.exports as { run(control: number, thread: number, chunks: number): number };
  const words = new Int32Array(memory.buffer);
  let seen = 0;
  port.postMessage({ kind: "ready" });
  for (;;) {
    Atomics.wait(words, word.generation, seen);
    seen = Atomics.load(words, word.generation);
    if (Atomics.load(words, word.closed) === 1) return;
    run(CONTROL, thread, 2 ** 31 - 1);
    Atomics.sub(words, word.working, 1);
  }
}

/** Whatever ends it is told: a browser says nothing of a promise that a worker leaves rejected. */
function begin(port: Port, start: ToThread): void {
  work(port, start).catch((error: unknown) => {
    port.postMessage({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  });
}

type Instantiate = (module: WebAssembly.Module, imports: object) => Promise<{ exports: object }>;
const { instantiate } = (globalThis as unknown as { WebAssembly: { instantiate: Instantiate } }).WebAssembly;

if (typeof process === "object" && process.versions?.node !== undefined) {
  const { parentPort } = await import("node:worker_threads");
  parentPort!.once("message", (start: ToThread) => begin(parentPort!, start));
} else {
  const scope = globalThis as unknown as Port & EventTarget;
  scope.addEventListener("message", (event) => begin(scope, (event as MessageEvent<ToThread>).data), { once: true });
}
