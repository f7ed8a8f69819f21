import { childOf, type Entry, isMap, type Node } from "./tree.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * An arm's override laid over the base. Mappings are merged key by key; anything else, and a mapping of another `kind`,
 * replaces what the base has. Every node keeps its place, so that an error points at the arm where the arm says something
 * and at the base where it does not.
 * @param resolved the base with its defaults: where an override of a default names no `kind`, it means the default's
 */
export function merge(base: Node | undefined, over: Node, resolved: unknown): Node {
  if (!isMap(over)) return over;
  const resolvedKind = isJson(resolved) ? resolved.kind : childOf(base, "kind")?.value;
  const kind = over.value.get("kind")?.node.value;
  if (kind !== undefined && kind !== resolvedKind) return over;
  if (resolvedKind === "plugin" && isOther(over, resolved)) return over;
  const entries = new Map<string, Entry>(isMap(base) ? base.value : []);
  if (!entries.has("kind") && typeof resolvedKind === "string") {
    entries.set("kind", { key: over.place, node: { place: over.place, value: resolvedKind } });
  }
  for (const [key, entry] of over.value) {
    const below = isJson(resolved) && Object.hasOwn(resolved, key) ? resolved[key] : undefined;
    entries.set(key, { key: entry.key, node: merge(entries.get(key)?.node, entry.node, below) });
  }
  return { place: over.place, value: entries };
}

/** Whether an override names another plug-in, whose options are its own. */
function isOther(over: Node, resolved: unknown): boolean {
  const name = childOf(over, "name")?.value;
  return name !== undefined && isJson(resolved) && name !== resolved.name;
}

/** The smallest override that turns `base` into `value` when merged, undefined where they are equal. Plain JSON. */
export function difference(base: unknown, value: unknown): unknown {
  const isPart = isJson(value) && value.kind === "plugin";
  if (!isJson(base) || !isJson(value) || base.kind !== value.kind || (isPart && base.name !== value.name))
    return same(base, value) ? undefined : value;
  if (Object.keys(base).some((key) => !Object.hasOwn(value, key))) return value;
  const changed = Object.entries(value)
    .map(([key, part]) => [key, Object.hasOwn(base, key) ? difference(base[key], part) : part] as const)
    .filter(([, part]) => part !== undefined);
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((part, i) => same(part, b[i]));
  if (isJson(a) && isJson(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
  }
  return Object.is(a, b);
}

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
