import { instantiate } from "@assemblyscript/loader";
import type { Core } from "./core.ts";
import { createCore } from "./create.ts";
import { CoreError } from "./errors.ts";
import { Arena, type LinearMemory } from "./memory.ts";
import type { Kernels } from "./wasm.ts";

const url = new URL("../../build/monoculture.wasm", import.meta.url);

/** The part of the WebAssembly API that is used: it is the same in Node and in browsers, but only browsers' types have it. */
interface Api {
  compile(bytes: Uint8Array): Promise<WebAssembly.Module>;
  Memory: new (limits: { initial: number; maximum: number }) => LinearMemory;
}

const { compile, Memory } = (globalThis as unknown as { WebAssembly: Api }).WebAssembly;

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * Loads the numeric core: an independent instance with its own memory. The module is read and compiled once.
 *
 * @throws CoreError when the module cannot be read or compiled.
 */
export async function loadCore(): Promise<Core> {
  const { kernels, memory } = await instantiateKernels();
  return createCore(kernels, new Arena(memory));
}

/** The bare kernels and their memory, for tests of single kernels. */
export async function instantiateKernels(): Promise<{ kernels: Kernels; memory: LinearMemory }> {
  compiled ??= compileModule();
  const module = await compiled;
  const memory = new Memory({ initial: 1, maximum: 65_536 });
  const { instance } = await instantiate(module, { env: { memory } });
  return { kernels: instance.exports as unknown as Kernels, memory };
}

async function compileModule(): Promise<WebAssembly.Module> {
  try {
    return await compile(await bytes());
  } catch (cause) {
    compiled = undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CoreError(`loadCore: ${url.href} could not be loaded (${reason}); npm run build:core makes it`, {
      cause,
    });
  }
}

async function bytes(): Promise<Uint8Array> {
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
