import { ownMetrics } from "../experiment/index.ts";
import type { ScenarioLog } from "../index.ts";
import { parameters, type Source, scenarioFile } from "./source.ts";
import { versions } from "./versions.ts";

/** What a run directory says of a run from its start. */
export function factsOf(source: Source, directory: string, startedAt: string, log: ScenarioLog | undefined) {
  const { scenario, identity, logSha256, edgesSha256, pluginsSha256 } = source;
  const { name, description, seed, rounds, replicates, period } = scenario;
  const world = { name, description, seed, rounds, replicates, period };
  return {
    ...world,
    directory,
    identity,
    startedAt,
    ...(logSha256 === undefined ? {} : { logSha256 }),
    ...(edgesSha256 === undefined ? {} : { edgesSha256 }),
    ...(pluginsSha256 === undefined ? {} : { pluginsSha256 }),
    ownMetrics: ownMetrics(scenario).map(({ compute: _compute, ...info }) => info),
    params: parameters(source),
    versions: versions(),
    scenario: scenarioFile(source, directory),
    keepsLog: scenario.log !== "none",
    ...(log ? { itemNames: itemNamesOf(log) } : {}),
  };
}

/** The log's ids and names of the world's items, which are those of its first part. */
function itemNamesOf({ columns: { itemIds, itemNames }, splits: { itemOf } }: ScenarioLog) {
  const of = (texts: readonly string[]) => Array.from(itemOf, (i) => texts[i]!);
  return { ids: of(itemIds), ...(itemNames ? { names: of(itemNames) } : {}) };
}
