import { instantiate } from "@assemblyscript/loader";
import type { Core } from "./core.ts";
import { createCore } from "./create.ts";
import { CoreError } from "./errors.ts";
import { Arena, type LinearMemory } from "./memory.ts";
import { startThreads } from "./threads.ts";
import type { Kernels } from "./wasm.ts";

/** The part of the WebAssembly API that is used: it is the same in Node and in browsers, but only browsers' types have it. */
interface Api {
  compile(bytes: Uint8Array): Promise<WebAssembly.Module>;
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => LinearMemory;
}

const { compile, Memory } = (globalThis as unknown as { WebAssembly: Api }).WebAssembly;

/** The same source twice: for a memory of its own, and for one shared by threads. */
const urls = {
  single: new URL("../../build/monoculture.wasm", import.meta.url),
  threads: new URL("../../build/monoculture.threads.wasm", import.meta.url),
};
type Build = keyof typeof urls;

const compiled: Partial<Record<Build, Promise<WebAssembly.Module>>> = {};

export interface CoreOptions {
  /**
   * threads that a bulk call may use, the calling one included; 1 by default. Results are the same for any number. Where
   * memory cannot be shared (a page that is not cross-origin isolated) there is one.
   */
  readonly threads?: number;
}

/**
 * Loads the numeric core: an independent instance with its own memory and threads. The module is compiled once.
 *
 * @throws CoreError when the module cannot be read or compiled, or a thread cannot be started.
 */
export async function loadCore({ threads = 1 }: CoreOptions = {}): Promise<Core> {
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= 256)) {
    throw new CoreError(`loadCore: threads is ${threads}, expected a whole number from 1 to 256`);
  }
  const shared = threads > 1 && canShare();
  const { kernels, memory, module } = await instantiateKernels(shared ? "threads" : "single");
  const team = await startThreads(shared ? threads : 1, module, memory);
  return createCore(kernels, new Arena(memory), team);
}

/** Whether memory can be shared between threads here. */
function canShare(): boolean {
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  return typeof SharedArrayBuffer === "function" && crossOriginIsolated !== false;
}

/** The bare kernels and their memory, for tests of single kernels. */
export async function instantiateKernels(
  build: Build = "single",
): Promise<{ kernels: Kernels; memory: LinearMemory; module: WebAssembly.Module }> {
  compiled[build] ??= compileModule(build);
  const module = await compiled[build];
  const memory = new Memory({ initial: 1, maximum: 65_536, shared: build === "threads" });
  const { instance } = await instantiate(module, { env: { memory: memory as unknown as WebAssembly.Memory } });
  return { kernels: instance.exports as unknown as Kernels, memory, module };
}

async function compileModule(build: Build): Promise<WebAssembly.Module> {
  const url = urls[build];
  try {
    return await compile(await bytes(url));
  } catch (cause) {
    delete compiled[build];
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CoreError(`loadCore: ${url.href} could not be loaded (${reason}); npm run build:core makes it`, {
      cause,
    });
  }
}

async function bytes(url: URL): Promise<Uint8Array> {
  if (url.protocol === "file:") {
    // a name that bundlers for browsers do not try to resolve
    const specifier = "node:fs/promises";
    const { readFile } = (await import(/* @vite-ignore */ specifier)) as typeof import("node:fs/promises");
    return new Uint8Array(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new CoreError(`HTTP status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
