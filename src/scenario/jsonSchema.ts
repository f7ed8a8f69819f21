import { z } from "zod";
import { descriptions } from "./descriptions.ts";
import type { Path } from "./problem.ts";
import { scenarioSchema, sectionNames, sections } from "./schema.ts";

/** The part of JSON Schema that zod writes for our options. */
export interface JsonNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly items?: JsonNode;
  readonly properties?: Readonly<Record<string, JsonNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonNode;
  readonly propertyNames?: JsonNode;
  readonly anyOf?: readonly JsonNode[];
  readonly oneOf?: readonly JsonNode[];
}

const toJson = (schema: z.ZodType, path = ""): JsonNode =>
  described(z.toJSONSchema(schema, { io: "input" }) as JsonNode, path);

/** Every key with a description: its own, or that of its path. */
function described(node: JsonNode, path: string): JsonNode {
  const kind = node.properties?.kind?.const;
  const inside = kind === undefined ? path : `${path}.${kind}`;
  const text = node.description ?? descriptions.get(path);
  const keys = Object.entries(node.properties ?? {}).map(([key, value]) => {
    const keyPath = key === "kind" ? `${path}.kind` : inside === "" ? key : `${inside}.${key}`;
    return [key, described(value, keyPath)];
  });
  return {
    ...node,
    ...(text !== undefined && { description: text }),
    ...(node.properties && { properties: Object.fromEntries(keys) }),
    ...(node.items && { items: described(node.items, path) }),
    ...(node.anyOf && { anyOf: node.anyOf.map((option) => described(option, path)) }),
    ...(node.oneOf && { oneOf: node.oneOf.map((option) => described(option, path)) }),
  };
}

/** The scenario format as JSON Schema (draft 2020-12), for editors: completion, descriptions, checks while typing. */
export function scenarioJsonSchema(): object {
  return { ...completeSchema(), title: "Monoculture scenario" };
}

let complete: JsonNode | undefined;

/** The same, made once: what messages are worded from. */
export function completeSchema(): JsonNode {
  complete ??= withOverrides(toJson(scenarioSchema));
  return complete;
}

/** An arm may be empty, and its sections are those of the scenario with no key required. */
function withOverrides(schema: JsonNode): JsonNode {
  const { arms } = schema.properties!;
  const arm = arms!.additionalProperties as JsonNode;
  const overrides = sectionNames.map((section) => [
    section,
    { ...partial(toJson(sections[section], section)), description: arm.properties![section]!.description },
  ]);
  const whole = { ...arm, properties: { ...arm.properties, ...Object.fromEntries(overrides) } };
  const nullable = { anyOf: [whole, { type: "null" }] };
  return { ...schema, properties: { ...schema.properties, arms: { ...arms, additionalProperties: nullable } } };
}

function partial(node: JsonNode): JsonNode {
  const { required: _required, default: _default, oneOf, anyOf, properties, ...rest } = node;
  const { $schema: _schema, ...bare } = rest as JsonNode & { readonly $schema?: string };
  const options = oneOf ?? anyOf;
  return {
    ...bare,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, below]) => [key, partial(below)])),
    }),
    ...(options && { anyOf: options.map(partial) }),
  };
}

/** The alternatives that a node is made of: itself, or the options of a union. */
export function optionsOf(node: JsonNode): readonly JsonNode[] {
  return (node.oneOf ?? node.anyOf ?? [node]).flatMap((option) => (option === node ? [node] : optionsOf(option)));
}

/** The alternatives that a value was meant for: by its shape and `kind`; all of them where none fits. */
export function meantOptions(node: JsonNode, value: unknown): readonly JsonNode[] {
  const options = optionsOf(node);
  const fitting = options.filter((option) => fits(option, value));
  const deeply = fitting.filter((option) => {
    return !Array.isArray(value) || value.length === 0 || !option.items || fits(option.items, value[0]);
  });
  return deeply.length > 0 ? deeply : fitting.length > 0 ? fitting : options;
}

/** What is expected at a path, following the value given; undefined where the format has no such key. */
export function schemaAt(root: JsonNode, path: Path, value: unknown): JsonNode | undefined {
  let node: JsonNode | undefined = root;
  for (const part of path) {
    const options: JsonNode[] = meantOptions(node, value).flatMap((option) => below(option, part) ?? []);
    if (options.length === 0) return undefined;
    const constants = options.map((option) => option.const);
    node =
      options.length === 1 ? options[0]! : constants.includes(undefined) ? { anyOf: options } : { enum: constants };
    value = valueAt(value, part);
  }
  return node;
}

function below(node: JsonNode, part: string | number): JsonNode | undefined {
  if (typeof part === "number" || node.items) return node.items;
  if (node.properties && Object.hasOwn(node.properties, part)) return node.properties[part];
  return typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
}

export function valueAt(value: unknown, part: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[part];
}

function fits(node: JsonNode, value: unknown): boolean {
  if (node.oneOf || node.anyOf) return optionsOf(node).some((option) => fits(option, value));
  const kind = node.properties?.kind?.const;
  if (kind !== undefined) return valueAt(value, "kind") === kind;
  if (node.const !== undefined) return value === node.const;
  return typeName(value) === (node.type === "integer" ? "number" : node.type);
}

function typeName(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}
