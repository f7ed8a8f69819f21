import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { expect } from "vitest";
import { moduleWith } from "./assembly.ts";
import type { Killer, Mutant } from "./mutant.ts";
import { mutated, root } from "./mutate.ts";

/** What a bundle of tests is given, and gives. */
export interface Harness {
  readonly expect: typeof expect;
  readonly tests: { readonly title: string; readonly run: () => unknown }[];
  readonly befores: (() => unknown)[];
}

/** A soft expectation would be held against the test that runs the killer, and the killer would pass. */
const strict = Object.assign((...given: Parameters<typeof expect>) => expect(...given), expect, { soft: expect });

/**
 * Runs a killer against the engine, with a fault in it or without.
 * @returns what the killer found wrong; nothing where it passes
 * @throws Error where there is no such killer, or the fault is none that it can judge
 */
export async function verdictOf(killer: Killer, mutant?: Mutant): Promise<string | undefined> {
  const harness: Harness = { expect: strict, tests: [], befores: [] };
  Object.assign(globalThis, { mutantHarness: harness });
  const file = "law" in killer ? "test/mutants/law.ts" : killer.test;
  const { checkLaw } = (await load(file, mutant)) as Partial<typeof import("./law.ts")>;
  if ("law" in killer) return checkLaw!(killer.law, killer.replicates);
  const cases = harness.tests.filter(({ title }) => title === killer.title);
  if (cases.length === 0) throw new Error(`${killer.test} has no test "${killer.title}"`);
  try {
    for (const before of harness.befores) await before();
    for (const { run } of cases) await run();
  } catch (error) {
    return saidBy(error);
  }
  return undefined;
}

/** A fault that is no program any more proves nothing: it must be found by what it does. */
function saidBy(error: unknown): string {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (/\b(Type|Reference|Syntax)Error\b/.test(said)) throw error;
  return said;
}

/** Bundles a file of the tests with the engine it imports, and imports the bundle. */
async function load(file: string, mutant: Mutant | undefined): Promise<unknown> {
  const outfile = join(root, "build/mutants", `${randomUUID()}.mjs`);
  const wasm = mutant?.file.startsWith("assembly/") ? await moduleWith(mutant) : undefined;
  try {
    await build({
      entryPoints: [join(root, file)],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      external: ["@duckdb/*", "vega", "vega-lite"],
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      alias: { vitest: join(root, "test/mutants/shim.ts") },
      plugins: [sources(mutant, wasm)],
      logLevel: "silent",
    });
    return await import(/* @vite-ignore */ pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}

/** Hands esbuild the sources: the mutant's with its fault, and each knowing the place it came from. */
function sources(mutant: Mutant | undefined, wasm: string | undefined): Plugin {
  return {
    name: "sources",
    setup({ onLoad }) {
      onLoad({ filter: /[/\\](src|test)[/\\].*\.ts$/ }, ({ path }) => {
        const name = relative(root, path).replaceAll("\\", "/");
        const text = name === mutant?.file ? mutated(mutant) : readFileSync(path, "utf8");
        const own = wasm && name === "src/core/load.ts" ? mutated(withModule(wasm)) : text;
        const contents = own
          .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
          .replaceAll("import.meta.dirname", JSON.stringify(dirname(path)));
        return { contents, loader: "ts" };
      });
    },
  };
}

const withModule = (wasm: string) => ({
  name: "a module of its own",
  file: "src/core/load.ts",
  from: 'new URL("../../build/monoculture.wasm", import.meta.url)',
  to: `new URL(${JSON.stringify(wasm)})`,
});
