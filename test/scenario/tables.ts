import { completeSchema, type JsonNode, optionsOf } from "../../src/scenario/jsonSchema.ts";
import { expected } from "../../src/scenario/words.ts";

/** One key of the format. */
export interface Row {
  readonly path: string;
  /** the `kind` of the mapping in which the key stands, where it has one */
  readonly kind: string | undefined;
  readonly node: JsonNode;
  readonly required: boolean;
}

/** Every key of the scenario format, parents first, without those that arms and sources repeat. */
export function rows(node: JsonNode = completeSchema(), path = ""): Row[] {
  const options = optionsOf(node);
  const kinds = options.flatMap((option) => option.properties?.kind?.const ?? []);
  const kind = options.find((option) => option.properties?.kind)?.properties?.kind;
  const first = kind
    ? [{ path: `${path}.kind`, kind: undefined, node: { ...kind, ...one(kinds) }, required: true }]
    : [];
  return [...first, ...options.flatMap((option) => keys(option, path))];
}

const one = (kinds: readonly unknown[]): JsonNode => (kinds.length > 1 ? { enum: kinds } : { const: kinds[0] });

function keys(option: JsonNode, path: string): Row[] {
  if (option.items) return rows(option.items, path);
  if (path === "arms") {
    const [arm] = optionsOf(option.additionalProperties as JsonNode);
    return Object.entries(arm!.properties!).map(([key, node]) => {
      return { path: `arms.NAME.${key}`, kind: undefined, node, required: false };
    });
  }
  const kind = option.properties?.kind?.const as string | undefined;
  return Object.entries(option.properties ?? {})
    .filter(([key]) => key !== "kind")
    .flatMap(([key, node]) => {
      const below = path === "" ? key : `${path}.${key}`;
      const required = option.required?.includes(key) ?? false;
      const inside =
        below === "recommender.retrieve.model"
          ? []
          : rows(node, below).map((row) => ({ ...row, kind: row.kind ?? kind }));
      return [{ path: below, kind, node, required }, ...inside];
    });
}

/** The key's line in the tables of docs/scenarios.md. */
export function markdown({ path, kind, node, required }: Row): string {
  const isMapping = optionsOf(node).every((option) => option.properties || option.additionalProperties);
  const value = path === "metrics" ? "all, or a list of names" : isMapping ? "a mapping" : expected(node, undefined);
  const preset = node.default === undefined ? "none" : `\`${yaml(node.default)}\``;
  const standard = required
    ? "required"
    : isMapping && (node.default === undefined || yaml(node.default) === "{}")
      ? ""
      : preset;
  const condition = kind === undefined ? "" : ` (${kind})`;
  return `| \`${path}\`${condition} | ${value} | ${standard} | ${node.description} |`;
}

function yaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yaml).join(", ")}]`;
  if (typeof value !== "object" || value === null) return value === "" ? '""' : String(value);
  const pairs = Object.entries(value).map(([key, part]) => `${key}: ${yaml(part)}`);
  return `{${pairs.join(", ")}}`;
}

/** The docs with the rows of keys that are gone left out, and every key's row in its place or after that of the key before. */
export function withRows(docs: string): string {
  const all = rows();
  const keyOf = (line: string) => line.split(" | ")[0]!;
  const current = new Map(all.map((row) => [keyOf(markdown(row)), markdown(row)]));
  const lines = docs
    .split("\n")
    .filter((line) => !line.startsWith("| `") || current.has(keyOf(line)))
    .map((line) => current.get(keyOf(line)) ?? line);
  for (const [n, row] of all.entries()) {
    const line = markdown(row);
    if (lines.includes(line)) continue;
    const before = all[n - 1];
    const place = before ? lines.indexOf(markdown(before)) : -1;
    lines.splice(place + 1, 0, line);
  }
  return lines.join("\n");
}
