import type { z } from "zod";
import { problemsIn } from "./issues.ts";
import { completeSchema } from "./jsonSchema.ts";
import { difference, merge } from "./merge.ts";
import type { Problem } from "./problem.ts";
import type { ScenarioArm } from "./scenario.ts";
import { type Section, sectionNames, sections } from "./schema.ts";
import { childOf, isMap, type Node, plain, withEntry } from "./tree.ts";

/** A section of the scenario or of an arm: what is written, and what that means (undefined where it is refused). */
export interface Part {
  readonly node: Node;
  readonly value: unknown;
}

export type Parts = Readonly<Record<Section, Part>>;

export interface Arm {
  readonly name: string;
  readonly base: Parts;
  readonly parts: Parts;
  readonly problems: readonly Problem[];
}

/** An arm with nothing after its colon is an empty mapping: the scenario as it is. */
export function withArms(root: Node): Node {
  const arms = childOf(root, "arms");
  if (!isMap(arms)) return root;
  const filled = [...arms.value].map(([name, { key, node }]) => {
    return [name, { key, node: node.value === null ? { place: node.place, value: new Map() } : node }] as const;
  });
  return withEntry(root, "arms", { place: arms.place, value: new Map(filled) });
}

/** Every arm laid over the scenario; without arms there is one, the scenario as it is. */
export function readArms(root: Node): Arm[] {
  const base = eachSection((section) => {
    const node = childOf(root, section) ?? { place: root.place, value: new Map() };
    return { node, value: meaning(sections[section], node) };
  });
  const arms = childOf(root, "arms");
  if (!arms) return [{ name: "baseline", base, parts: base, problems: [] }];
  return isMap(arms) ? [...arms.value].map(([name, { node }]) => readArm(base, name, node)) : [];
}

function readArm(base: Parts, name: string, arm: Node): Arm {
  const problems: Problem[] = [];
  const parts = eachSection((section) => {
    const override = childOf(arm, section);
    if (!override) return base[section];
    const node = merge(base[section].node, override, base[section].value);
    const schema: z.ZodType = sections[section];
    const found = problemsIn(schema, completeSchema().properties![section]!, node, ["arms", name, section]);
    for (const problem of found) problems.push(problem);
    return { node, value: meaning(schema, node) };
  });
  return { name, base, parts, problems };
}

/** Parsed twice: what a transform fills in stands last at first, and then in its place, as a file would have it. */
function meaning(schema: z.ZodType, node: Node): unknown {
  const first = schema.safeParse(plain(node));
  return first.success ? schema.parse(first.data) : undefined;
}

/** What an arm says of itself. */
interface ArmWords {
  readonly description: string;
  readonly safeguard?: string | undefined;
  readonly dose?: number | undefined;
  readonly from?: number | undefined;
}

/** The arm as the simulation takes it; every part must have a value. */
export function resolveArm(
  { name, base, parts }: Arm,
  { description, safeguard, dose, from = 1 }: ArmWords,
): ScenarioArm {
  const changed = sectionNames
    .map((section) => [section, difference(base[section].value, parts[section].value)] as const)
    .filter(([, change]) => change !== undefined);
  const recommender = (given: Parts) => sections.recommender.parse(given.recommender.value);
  const data = (given: Parts) => sections.data.parse(given.data.value);
  return {
    name,
    description,
    ...(safeguard === undefined ? {} : { safeguard }),
    ...(dose === undefined ? {} : { dose }),
    overrides: Object.fromEntries(changed),
    users: sections.users.parse(parts.users.value),
    recommender: recommender(parts),
    data: data(parts),
    catalogue: sections.catalogue.parse(parts.catalogue.value),
    ...(from > 1 ? { before: { round: from, recommender: recommender(base), data: data(base) } } : {}),
  };
}

function eachSection(make: (section: Section) => Part): Parts {
  return {
    users: make("users"),
    recommender: make("recommender"),
    data: make("data"),
    catalogue: make("catalogue"),
  };
}
