import { stringify } from "yaml";
import type { Scenario } from "./scenario.ts";

/**
 * The scenario as a file in which every default is written out; an arm holds only what it changes. Parsed again, whatever
 * the file is called, it gives an equal scenario.
 */
export function resolvedYaml(scenario: Scenario): string {
  return stringify(resolved(scenario), { aliasDuplicateObjects: false, lineWidth: 0 });
}

/**
 * The scenario as one line of JSON with sorted keys, whatever the order in the file: what its identity is hashed from.
 * Where the log and the plug-ins stand is left out, since the same files may stand elsewhere; the order of the arms does
 * not count either.
 */
export function canonicalJson(scenario: Scenario): string {
  return JSON.stringify(sorted(withoutFile(resolved(scenario))));
}

type Json = Readonly<Record<string, unknown>>;

function resolved(scenario: Scenario): Json {
  const arms = Object.values(scenario.arms).map(({ name, description, safeguard, dose, before, overrides }) => [
    name,
    {
      description,
      ...(safeguard === undefined ? {} : { safeguard }),
      ...(dose === undefined ? {} : { dose }),
      ...(before ? { from: before.round } : {}),
      ...overrides,
    },
  ]);
  const { version, name, ...rest } = scenario;
  return { version, name, ...rest, arms: Object.fromEntries(arms) };
}

function withoutFile({ plugins: _plugins, ...scenario }: Json): Json {
  const world = scenario.world as Scenario["world"];
  if (world.kind !== "log") return scenario;
  const { file: _file, ...log } = world.log;
  return { ...scenario, world: { ...world, log } };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, sorted(part)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
