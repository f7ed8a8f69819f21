import { type JsonNode, schemaAt, valueAt } from "./jsonSchema.ts";
import { type Place, type Problem, problemAt, quoted, visible } from "./problem.ts";
import { readYaml } from "./read.ts";
import { childOf, isList, isMap, type Node, plain, withEntry } from "./tree.ts";

/**
 * The tree with "path=value" overrides put in, in the order given; values are YAML. Keys that are not there are made.
 * A new `kind` takes the place of the whole mapping, whose other keys belong to the old one.
 */
export function applyOverrides(root: Node, set: readonly string[], schema: JsonNode) {
  const problems: Problem[] = [];
  for (const text of set) {
    const override = parseOverride(text);
    if ("value" in override) root = put(root, override.path, override.value, schema);
    else problems.push(...override.problems);
  }
  return { root, problems };
}

type Override = { readonly path: readonly string[]; readonly value: Node } | { readonly problems: readonly Problem[] };

function parseOverride(text: string): Override {
  const equals = text.indexOf("=");
  const set = visible(text.length > 200 ? `${text.slice(0, 200)}...` : text);
  const place: Place = { line: 0, column: 0, set };
  const fail = (message: string): Override => ({ problems: [problemAt(place, [], message)] });
  if (equals < 0) return fail(`got no "=", expected path=value, such as rounds=20`);
  const path = text.slice(0, equals).trim().split(".");
  if (!(path.length <= 16)) return fail(`got a path of ${path.length} names, expected at most 16`);
  const bad = path.find((part) => part.trim() === "" || part === "__proto__");
  if (bad !== undefined)
    return fail(`got the key ${quoted(bad)} in a path, expected names with single dots between them`);
  const value = text.slice(equals + 1);
  if (value.trim() === "") return fail(`got no value after "=", expected one; an empty text is written ""`);
  const read = readYaml(value, set);
  if ("root" in read) return { path, value: read.root };
  return {
    problems: read.problems.map((problem) => ({
      ...problem,
      path: [...path, problem.path].filter((part) => part !== "").join("."),
    })),
  };
}

function put(node: Node, path: readonly string[], value: Node, schema: JsonNode | undefined): Node {
  const [name, ...rest] = path as [string, ...string[]];
  const key = isList(node) ? listKey(node, name) : name;
  const empty: Node = { place: value.place, value: new Map() };
  const parent = key === undefined ? empty : node;
  if (rest.length === 0) {
    const renews = name === "kind" && isMap(node) && childOf(node, "kind")?.value !== value.value;
    return withEntry(renews ? empty : parent, key ?? name, value);
  }
  const below = schema && schemaAt(schema, [name], plain(node));
  const child = childOf(parent, key ?? name) ?? fresh(value.place, below);
  return withEntry(parent, key ?? name, put(child, rest, value, below));
}

function listKey(list: Node & { readonly value: readonly Node[] }, key: string): number | undefined {
  return /^\d{1,9}$/.test(key) && Number(key) < list.value.length ? Number(key) : undefined;
}

/** A mapping made for an override's path has the kind it would have had by default. */
function fresh(place: Place, schema: JsonNode | undefined): Node {
  const kind = valueAt(schema?.default, "kind");
  const empty: Node = { place, value: new Map() };
  return typeof kind === "string" ? withEntry(empty, "kind", { place, value: kind }) : empty;
}
