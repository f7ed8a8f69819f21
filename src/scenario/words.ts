import { closest, distance } from "fastest-levenshtein";
import { type JsonNode, meantOptions, optionsOf } from "./jsonSchema.ts";
import { quoted } from "./problem.ts";

/** What a value is, in the words of an error. */
export function got(value: unknown): string {
  if (value === null) return "nothing";
  if (typeof value === "string") return `${quoted(value)} (text)`;
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty mapping" : "a mapping";
  if (typeof value !== "number") return String(value);
  if (Number.isNaN(value)) return ".nan (not a number)";
  return Math.abs(value) === Infinity ? `${value > 0 ? "" : "-"}.inf (infinity)` : String(value);
}

/** What a key takes, in the words of an error. */
export function expected(node: JsonNode, value: unknown): string {
  const texts = choices(node);
  if (texts.length > 1 && optionsOf(node).every((option) => option.enum || option.const)) return oneOf(texts);
  const meant = meantOptions(node, value);
  const kinds = meant.map((option) => option.properties?.kind?.const);
  if (kinds.length > 1 && !kinds.includes(undefined)) return `a mapping whose kind is ${oneOf(kinds)}`;
  return [...new Set(meant.map(one))].join(", or ");
}

function one(node: JsonNode): string {
  if (node.enum) return oneOf(node.enum);
  if (node.const !== undefined) return String(node.const);
  if (node.type === "integer") return `a whole number${range(node)}`;
  if (node.type === "number") return `a number${range(node)}`;
  if (node.type === "boolean") return "true or false";
  if (node.type === "string" && node.maxLength) return `text of 1 to ${node.maxLength} letters`;
  if (node.type === "string") return node.minLength ? "text that is not empty" : "text";
  if (node.type === "null") return "nothing";
  if (node.type === "array") {
    const count = node.minItems ? `a list of at least ${node.minItems}` : "a list";
    return node.items ? `${count}, each ${expected(node.items, undefined)}` : count;
  }
  const keys = Object.keys(node.properties ?? {});
  return keys.length === 0 ? "a mapping" : `a mapping of ${keys.join(", ")}`;
}

const mostListed = 17;

function oneOf(choices: readonly unknown[]): string {
  const listed = choices.slice(0, mostListed).join(", ");
  return choices.length > mostListed ? `one of ${choices.length}: ${listed}, ...` : `one of ${listed}`;
}

function range({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonNode): string {
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  const bounds = [
    least !== undefined ? `of at least ${least}` : "",
    exclusiveMinimum !== undefined ? `above ${exclusiveMinimum}` : "",
    most !== undefined ? `of at most ${most}` : "",
    exclusiveMaximum !== undefined ? `below ${exclusiveMaximum}` : "",
  ].filter((bound) => bound !== "");
  return bounds.length === 0 ? "" : ` ${bounds.join(" and ")}`;
}

/** What to do about it, where that can be guessed; begins with a semicolon. */
export function hint(node: JsonNode, value: unknown): string {
  if (value === null && node.default !== undefined) return "; leave the key out for its default";
  if (typeof value !== "string") return "";
  const near = nearest(value, choices(node));
  if (near !== undefined) return `; did you mean "${near}"?`;
  const numeric = optionsOf(node).some((option) => option.type === "number" || option.type === "integer");
  if (!numeric) return "";
  const digits = value.replaceAll("_", "");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) return "";
  return digits === value
    ? "; write the number without quotes"
    : `; a number in YAML 1.2 has no underscores, write ${quoted(digits).slice(1, -1)}`;
}

/** The texts that a key takes. */
function choices(node: JsonNode): readonly string[] {
  return optionsOf(node)
    .flatMap((option) => option.enum ?? (option.const === undefined ? [] : [option.const]))
    .filter((text) => typeof text === "string");
}

/** The name that is close enough to be a slip of the fingers: at most two letters in five differ. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || text.length > 64) return undefined;
  const name = closest(text, names);
  return distance(text, name) <= Math.max(1, Math.floor(0.4 * Math.max(text.length, name.length))) ? name : undefined;
}
