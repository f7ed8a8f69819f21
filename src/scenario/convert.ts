import { type Alias, isAlias, isMap, isScalar, isSeq, type Node as YamlNode } from "yaml";
import { type Path, type Place, type Problem, problemAt } from "./problem.ts";
import type { Read } from "./read.ts";
import type { Entry, Node } from "./tree.ts";

/** All aliases of a file together may stand for this many values: what a person writes is far below it, a bomb above. */
const mostAliased = 10_000;

interface Walk {
  readonly place: (offset: number) => Place;
  readonly problems: Problem[];
  readonly anchors: Map<string, YamlNode>;
  /** how many aliases are being expanded, one inside the other */
  depth: number;
  /** values that aliases have stood for so far */
  aliased: number;
}

/** yaml's nodes into ours: aliases expanded, keys as text and unique. */
export function convert(contents: YamlNode, place: (offset: number) => Place): Read {
  const walk: Walk = { place, problems: [], anchors: new Map(), depth: 0, aliased: 0 };
  const root = nodeOf(walk, contents, place(contents.range?.[0] ?? 0), []);
  return walk.problems.length > 0 ? { problems: walk.problems } : { root };
}

function nodeOf(walk: Walk, source: unknown, fallback: Place, path: Path): Node {
  const nothing: Node = { place: fallback, value: null };
  if (isAlias(source)) return expanded(walk, source, path);
  if (!isScalar(source) && !isMap(source) && !isSeq(source)) return nothing;
  if (walk.depth > 0 && ++walk.aliased > mostAliased) return nothing;
  if (source.anchor !== undefined && walk.depth === 0) walk.anchors.set(source.anchor, source);
  const [start, end] = source.range ?? [0, 0];
  const place = start === end ? fallback : walk.place(start);
  if (isScalar(source)) return { place, value: source.value as Node["value"] };
  if (isSeq(source)) return { place, value: source.items.map((item, i) => nodeOf(walk, item, place, [...path, i])) };
  const entries = new Map<string, Entry>();
  for (const { key, value } of source.items) {
    const keyPlace = walk.place((key as YamlNode | null)?.range?.[0] ?? start);
    const name = nameOf(key);
    const refusal = name === undefined ? "got a key that is not text, expected a name" : refusedKey(name, entries);
    if (refusal !== undefined) refuse(walk, keyPlace, [...path, name ?? "?"], refusal);
    else entries.set(name!, { key: keyPlace, node: nodeOf(walk, value, keyPlace, [...path, name!]) });
  }
  return { place, value: entries };
}

/** The value an alias stands for, placed where the alias is: that is where the reader used it. */
function expanded(walk: Walk, alias: Alias, path: Path): Node {
  const place = walk.place(alias.range?.[0] ?? 0);
  const target = walk.anchors.get(alias.source);
  if (walk.aliased > mostAliased) return { place, value: null };
  if (!target) {
    return refuse(walk, place, path, `got the alias *${alias.source}, expected an anchor &${alias.source} above it`);
  }
  if (isOpen(target, alias)) {
    return refuse(walk, place, path, `got the alias *${alias.source} inside its own value, expected one that ends`);
  }
  walk.depth++;
  const node = nodeOf(walk, target, place, path);
  walk.depth--;
  if (walk.aliased > mostAliased && walk.depth === 0) {
    const many = `got aliases that stand for more than ${mostAliased} values`;
    return refuse(walk, place, path, `${many}, expected fewer; write the values out`);
  }
  return { ...node, place };
}

/** What an anchor's value lacks is said once, where it is written, not again wherever an alias repeats it. */
function refuse(walk: Walk, place: Place, path: Path, message: string): Node {
  if (walk.depth === 0) walk.problems.push(problemAt(place, path, message));
  return { place, value: null };
}

function isOpen(target: YamlNode, alias: Alias): boolean {
  const end = target.range?.[1] ?? 0;
  return (alias.range?.[0] ?? 0) < end;
}

function nameOf(key: unknown): string | undefined {
  if (!isScalar(key) || key.value === null) return undefined;
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

function refusedKey(name: string, entries: ReadonlyMap<string, Entry>): string | undefined {
  const first = entries.get(name);
  if (first)
    return `got the key twice, expected it once${first.key.set === undefined ? `; it is first on line ${first.key.line}` : ""}`;
  if (name === "<<") return "got a merge key, expected the keys themselves; an arm is laid over the base by itself";
  return name === "__proto__" ? "unknown key" : undefined;
}
