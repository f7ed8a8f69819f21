import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { PluginError } from "../plugins/index.ts";
import { partsIn } from "../simulation/index.ts";
import { type ExperimentOptions, type LoadedPlugin, loaded } from "./options.ts";

/** Extensions of modules, and whether Node has to strip their types. */
const extensions: Readonly<Record<string, boolean>> = { ".js": false, ".mjs": false, ".ts": true, ".mts": true };
const TYPES = "22.18 or newer";

/**
 * Runs a plug-in's module, which is code of whoever wrote it, and takes the parts that it gives by default. A file that
 * changed since is another module.
 * @param file an absolute path
 * @throws PluginError where it cannot be loaded, or gives no part; it does not name the file
 */
export async function loadPlugin(file: string): Promise<LoadedPlugin> {
  const extension = extname(file);
  const typed = extensions[extension];
  if (typed === undefined) {
    throw new PluginError(`got a file that ends in "${extension}", expected a module: .js, .mjs or .ts`);
  }
  if (typed && !stripsTypes()) {
    throw new PluginError(
      `got TypeScript, which needs a Node that strips types, ${TYPES} (this is ${process.versions.node}): run it there, or compile it to .mjs`,
    );
  }
  const sha256 = digestOf(file);
  const { href } = pathToFileURL(file);
  const module = await imported(`${href}?sha256=${sha256}`);
  return { file, sha256, parts: partsIn(module.default) };
}

/** The experiment with its plug-ins loaded anew, as a worker does what was posted to it. */
export async function withPlugins<T extends ExperimentOptions>(
  options: T,
  files: readonly PluginFile[],
): Promise<T & ExperimentOptions> {
  const plugins: LoadedPlugin[] = [];
  for (const { file, sha256 } of files) {
    const plugin = await loadPlugin(file);
    if (plugin.sha256 !== sha256)
      throw new PluginError(`${file}: changed since the run began; run again once it is at rest`);
    plugins.push(plugin);
  }
  return { ...options, [loaded]: plugins };
}

/** Whether Node runs TypeScript; the types of an older Node do not know the question. */
function stripsTypes(): boolean {
  const { typescript } = process.features as { readonly typescript?: "strip" | "transform" | false };
  return typescript === "strip" || typescript === "transform";
}

/** What a worker is told of a plug-in. */
export type PluginFile = Pick<LoadedPlugin, "file" | "sha256">;

function digestOf(file: string): string {
  try {
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new PluginError(
      code === "ENOENT"
        ? "no such file; its path is relative to the scenario's folder"
        : `cannot be read (${code}), expected a module's file`,
    );
  }
}

async function imported(url: string): Promise<{ readonly default?: unknown }> {
  try {
    return await import(/* @vite-ignore */ url);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new PluginError(`the module could not be loaded: ${said}`, { cause });
  }
}
