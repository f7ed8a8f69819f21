import type { Path, Place } from "./problem.ts";

export type Scalar = string | number | boolean | null;
export type Entries = ReadonlyMap<string, Entry>;

/** A value of the file and where it stands. Nodes are never changed: an edit makes new ones. */
export interface Node {
  readonly place: Place;
  readonly value: Scalar | readonly Node[] | Entries;
}

export interface Entry {
  /** where the key stands */
  readonly key: Place;
  readonly node: Node;
}

export function isMap(node: Node | undefined): node is Node & { readonly value: Entries } {
  return node?.value instanceof Map;
}

export function isList(node: Node | undefined): node is Node & { readonly value: readonly Node[] } {
  return Array.isArray(node?.value);
}

export function plain(node: Node): unknown {
  if (isMap(node)) return Object.fromEntries([...node.value].map(([key, entry]) => [key, plain(entry.node)]));
  if (isList(node)) return node.value.map(plain);
  return node.value;
}

export function childOf(node: Node | undefined, key: string | number): Node | undefined {
  if (isMap(node)) return node.value.get(String(key))?.node;
  return isList(node) ? node.value[Number(key)] : undefined;
}

export function nodeAt(root: Node | undefined, path: Path): Node | undefined {
  return path.reduce(childOf, root);
}

/** Where the value at a path stands; where there is none, the key of the nearest parent there is. */
export function placeOf(root: Node, path: Path): Place {
  let node = root;
  let key = root.place;
  for (const part of path) {
    const next = childOf(node, part);
    if (!next) return key;
    key = isMap(node) ? node.value.get(String(part))!.key : next.place;
    node = next;
  }
  return node.place;
}

/** Where the last key of a path stands; the same as placeOf where it does not exist or is a list's entry. */
export function placeOfKey(root: Node, path: Path): Place {
  const parent = nodeAt(root, path.slice(0, -1));
  const entry = isMap(parent) ? parent.value.get(String(path.at(-1))) : undefined;
  return entry?.key ?? placeOf(root, path);
}

/** The same mapping or list with one entry put in; a new value brings its own place for the key. */
export function withEntry(node: Node, key: string | number, value: Node): Node {
  if (isList(node)) return { place: node.place, value: node.value.with(Number(key), value) };
  const entries = new Map(isMap(node) ? node.value : []);
  const before = entries.get(String(key));
  entries.set(String(key), { key: before?.node.place === value.place ? before.key : value.place, node: value });
  return { place: isMap(node) ? node.place : value.place, value: entries };
}
