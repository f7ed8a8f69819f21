import type { Scenario } from "./scenario.ts";

/** The scenario with the path of every file it names put through `place`. */
export function withFiles(scenario: Scenario, place: (file: string) => string): Scenario {
  const { world, plugins } = scenario;
  const { society } = world;
  if (world.kind !== "log" && society.kind !== "edges" && plugins.length === 0) return scenario;
  const placed = society.kind === "edges" ? { ...society, file: place(society.file) } : society;
  return Object.freeze({
    ...scenario,
    plugins: plugins.map(place),
    world:
      world.kind === "log"
        ? { ...world, log: { ...world.log, file: place(world.log.file) }, society: placed }
        : { ...world, society: placed },
  }) satisfies Scenario as Scenario;
}
