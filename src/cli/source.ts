import { createHash } from "node:crypto";
import { createReadStream, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { planArms } from "../experiment/index.ts";
import { readScenarioLog } from "../index.ts";
import { identityOf, shortIdentity } from "../results/index.ts";
import { canonicalJson, resolvedYaml, type Scenario } from "../scenario/index.ts";

/** What a scenario's results depend on, and where they go. */
export interface Source {
  readonly scenario: Scenario;
  /** arms, controls and twins as planned */
  readonly arms: readonly string[];
  readonly logSha256?: string;
  readonly identity: string;
}

/** @throws DataError where there is a log, but it cannot be read */
export async function sourceOf(scenario: Scenario): Promise<Source> {
  const arms = planArms(scenario).map(({ name }) => name);
  const logSha256 = await logDigest(scenario);
  const log = logSha256 === undefined ? {} : { logSha256 };
  return { scenario, arms, ...log, identity: identityOf({ scenario: canonicalJson(scenario), arms, ...log }) };
}

/** SHA-256 of the log file's bytes, without reading it as a log: a finished run is found at once. */
async function logDigest({ world }: Scenario): Promise<string | undefined> {
  if (world.kind !== "log") return undefined;
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(world.log.file), hash);
    return hash.digest("hex");
  } catch {
    return undefined;
  }
}

/** The log, where the world needs one: says in a DataError what is wrong with it. */
export async function logOf({ scenario }: Source) {
  return readScenarioLog(scenario);
}

export function directoryOf({ scenario, identity }: Source, out: string | undefined): string {
  return resolve(out ?? join("runs", `${scenario.name}-${shortIdentity(identity)}`));
}

/** The text of a run's scenario.yaml: complete, its log's path relative to the run directory. */
export function scenarioFile({ scenario }: Source, directory: string): string {
  const { world } = scenario;
  if (world.kind !== "log") return resolvedYaml(scenario);
  const file = relative(realPlace(directory), realpathSync(world.log.file)).split(sep).join("/");
  return resolvedYaml({ ...scenario, world: { ...world, log: { ...world.log, file } } });
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
