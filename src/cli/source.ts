import { createHash } from "node:crypto";
import { createReadStream, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { loaded, planArms } from "../experiment/index.ts";
import { readScenarioEdges, readScenarioLog } from "../index.ts";
import { DataError } from "../log/errors.ts";
import { identityOf, shortIdentity } from "../results/index.ts";
import { canonicalJson, resolvedYaml, type Scenario, withFiles } from "../scenario/index.ts";

/** What a scenario's results depend on, and where they go. */
export interface Source {
  readonly scenario: Scenario;
  /** arms, controls and twins as planned */
  readonly arms: readonly string[];
  readonly logSha256?: string;
  readonly edgesSha256?: string;
  /** of the plug-ins' files, in the scenario's order */
  readonly pluginsSha256?: readonly string[];
  readonly identity: string;
}

/** @throws DataError where there is a log, but it cannot be read */
export async function sourceOf(scenario: Scenario): Promise<Source> {
  const arms = planArms(scenario).map(({ name }) => name);
  const files = filesOf(scenario);
  const plugins = scenario[loaded] ?? [];
  const [logSha256, edgesSha256] = [await digestOf(files.log), await digestOf(files.edges)];
  const read = {
    ...(logSha256 === undefined ? {} : { logSha256 }),
    ...(edgesSha256 === undefined ? {} : { edgesSha256 }),
    ...(plugins.length === 0 ? {} : { pluginsSha256: plugins.map(({ sha256 }) => sha256) }),
  };
  return { scenario, arms, ...read, identity: identityOf({ scenario: canonicalJson(scenario), arms, ...read }) };
}

/** The same with another number of replicates. */
export function withReplicates(source: Source, replicates: number): Source {
  const scenario = { ...source.scenario, replicates };
  return { ...source, scenario, identity: identityOf({ ...source, scenario: canonicalJson(scenario) }) };
}

function filesOf({ world }: Scenario): { readonly log?: string; readonly edges?: string } {
  return {
    ...(world.kind === "log" ? { log: world.log.file } : {}),
    ...(world.society.kind === "edges" ? { edges: world.society.file } : {}),
  };
}

/** SHA-256 of a file's bytes, without reading it as a log: a finished run is found at once. */
async function digestOf(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(file), hash);
    return hash.digest("hex");
  } catch {
    return undefined;
  }
}

/** The log, where the world needs one: says in a DataError what is wrong with it. */
export async function logOf(source: Source) {
  const log = await readScenarioLog(source.scenario);
  requireSame(source.logSha256, log?.sha256, filesOf(source.scenario).log);
  return log;
}

/** The list of friendships, where the world's society is read from one, likewise. */
export async function edgesOf(source: Source) {
  const edges = await readScenarioEdges(source.scenario);
  requireSame(source.edgesSha256, edges?.sha256, filesOf(source.scenario).edges);
  return edges;
}

function requireSame(hashed: string | undefined, read: string | undefined, file = "the log"): void {
  if (read === undefined || read === hashed) return;
  throw new DataError(`${file}: changed while it was read; run again once it is at rest`);
}

export function directoryOf({ scenario, identity }: Source, out: string | undefined): string {
  return resolve(out ?? join("runs", `${scenario.name}-${shortIdentity(identity)}`));
}

/** The text of a run's scenario.yaml: complete, the paths of its files relative to the run directory. */
export function scenarioFile({ scenario }: Source, directory: string): string {
  const base = realPlace(directory);
  const place = (file: string) => relative(base, realpathSync(file)).split(sep).join("/");
  return resolvedYaml(withFiles(scenario, place));
}

/** A path without symbolic links, as far as it exists. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPlace(parent), basename(path));
  }
}

type Scalar = string | number | boolean | null;

/** Every key of the complete scenario with dots, as experiment trackers take parameters. */
export function parameters({ scenario }: Source): Record<string, Scalar> {
  const flat: Record<string, Scalar> = {};
  const visit = (value: unknown, path: string) => {
    if (typeof value === "object" && value !== null) {
      for (const [key, below] of Object.entries(value)) visit(below, path === "" ? key : `${path}.${key}`);
    } else if (value !== undefined) {
      flat[path] = value as Scalar;
    }
  };
  const { arms, ...rest } = scenario;
  visit(rest, "");
  for (const { name, description, overrides } of Object.values(arms))
    visit({ description, ...overrides }, `arms.${name}`);
  return flat;
}
