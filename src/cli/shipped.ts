import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../results/index.ts";
import { hint } from "./nearest.ts";

const folder = fileURLToPath(new URL("../../scenarios", import.meta.url));

export interface Shipped {
  readonly name: string;
  readonly file: string;
}

/** The scenarios that come with the package: "online-retail", "validity/wright-fisher", "worlds/news", "studies/chaney-2018". */
export function shippedScenarios(): Shipped[] {
  return ["", "validity/", "worlds/", "studies/", "options/"].flatMap(named);
}

function named(prefix: string): Shipped[] {
  const here = join(folder, prefix);
  if (!existsSync(here)) return [];
  return readdirSync(here)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => ({ name: prefix + file.slice(0, -".yaml".length), file: join(here, file) }));
}

/**
 * The file that a scenario's name or path means. A shipped name comes first, with its folder or without: `./name` means the
 * file.
 * @throws UsageError where there is neither
 */
export function locateScenario(name: string): string {
  const shipped = shippedScenarios();
  const found = shipped.find((one) => one.name === name) ?? shipped.find((one) => one.name.endsWith(`/${name}`));
  if (found) return found.file;
  const kind = kindOf(name);
  if (kind === "folder") {
    const inside = existsSync(join(name, "scenario.yaml"))
      ? `; name ${join(name, "scenario.yaml")} to run it again`
      : "";
    throw new UsageError(`${name}: is a folder, expected a scenario's file or the name of a shipped one${inside}`);
  }
  if (kind === "file") return name;
  const names = shipped.map((scenario) => scenario.name);
  const short = names.flatMap((each) => each.split("/").slice(1));
  const near = hint(name, [...names, ...short]);
  throw new UsageError(
    `${name}: no such file, nor a shipped scenario${near}; "monoculture list" shows the shipped ones`,
  );
}

function kindOf(path: string): "file" | "folder" | undefined {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return undefined;
  }
}
