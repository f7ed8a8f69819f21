import { optionsOf } from "../../src/scenario/jsonSchema.ts";
import { type Row, rows } from "./tables.ts";

type Mapping = Readonly<Record<string, unknown>>;

/** The sections whose options are promised to be absent at their neutral value. */
export const sections = ["users", "recommender", "data", "catalogue"] as const;

/** A key's name: its path, and the kind of the mapping that it stands in. */
export const idOf = ({ path, kind }: Pick<Row, "path" | "kind">): string => (kind ? `${path} (${kind})` : path);

/**
 * Every key of those sections that holds a value and not a mapping of further keys. Plug-ins name code of one's own, of which
 * nothing is known here.
 */
export function optionRows(): Row[] {
  return rows().filter(({ path, kind, node }) => {
    if (kind === "plugin") return false;
    const [section, ...below] = path.split(".");
    if (below.length === 0 || below.at(-1) === "kind") return false;
    if (!sections.some((name) => name === section)) return false;
    return optionsOf(node).some((option) => !option.properties && option.type !== "object");
  });
}

/** Every key written in a part of a scenario, by name, with its value; those in lists once an entry. */
export function keysIn(value: unknown, path = "", kind?: string): (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.flatMap((entry) => keysIn(entry, path));
  if (typeof value !== "object" || value === null) return [];
  const own = (value as Mapping).kind;
  const inside = typeof own === "string" ? own : kind;
  return Object.entries(value).flatMap(([key, below]) => {
    if (key === "kind") return [];
    const at = path === "" ? key : `${path}.${key}`;
    return [[idOf({ path: at, kind: inside }), below] as const, ...keysIn(below, at, inside)];
  });
}

/** The value at a path, wrapped in the mappings that lead to it. */
export function nested(path: readonly string[], value: unknown): Mapping {
  return path.reduceRight<unknown>((inside, key) => ({ [key]: inside }), value) as Mapping;
}

/** One mapping laid over another, key by key; lists and mappings of another kind take the place of what was there. */
export function overlaid(base: unknown, over: unknown): unknown {
  const isMapping = (value: unknown): value is Mapping =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isMapping(base) || !isMapping(over)) return over;
  if ("kind" in over && over.kind !== base.kind) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, key in over ? overlaid(base[key], over[key]) : base[key]]));
}
