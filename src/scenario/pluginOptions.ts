import { z } from "zod";
import type { OptionsSchema } from "../plugins/index.ts";
import type { Plugin } from "../simulation/plugins.ts";
import { problemsIn } from "./issues.ts";
import type { JsonNode } from "./jsonSchema.ts";
import { type Path, type Problem, problemAt } from "./problem.ts";
import { type Node, placeOf, plain } from "./tree.ts";
import { got } from "./words.ts";

export type Checked = { readonly options?: Record<string, unknown>; readonly problems: readonly Problem[] };

/** What a part's own schema makes of its options, with every default; or what it refuses, at its place in the file. */
export function checkedOptions(own: Plugin, node: Node, path: Path): Checked {
  const schema = "schema" in own ? own.schema : undefined;
  const given = plain(node);
  const problem = (message: string, below: Path = []) => problemAt(placeOf(node, below), [...path, ...below], message);
  if (!schema) {
    const isEmpty = Object.keys(given ?? {}).length === 0;
    return isEmpty
      ? { problems: [] }
      : { problems: [problem(`got ${got(given)}, expected none: ${own.name} takes no options`)] };
  }
  if (isZod(schema)) {
    const problems = problemsIn(
      schema,
      z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonNode,
      node,
      path,
    );
    if (problems.length > 0) return { problems };
  }
  try {
    const options = asJson(schema.parse(given));
    return options
      ? { options, problems: [] }
      : { problems: [problem(`the schema of ${own.name} gives no mapping of plain JSON`)] };
  } catch (error) {
    const issues = issuesOf(error);
    return { problems: issues.map(({ message, path: below }) => problem(message, below)) };
  }
}

const isZod = (schema: OptionsSchema<unknown> | z.ZodType): schema is z.ZodType => "_zod" in schema;

/** What a `parse` throws: zod's issues, or an error. */
function issuesOf(error: unknown): readonly { readonly message: string; readonly path: Path }[] {
  const issues = (error as { readonly issues?: unknown } | null)?.issues;
  if (!Array.isArray(issues)) return [{ message: error instanceof Error ? error.message : String(error), path: [] }];
  return issues.map((issue: { readonly message?: unknown; readonly path?: unknown }) => ({
    message: String(issue.message),
    path: Array.isArray(issue.path) ? issue.path.map((part) => (typeof part === "number" ? part : String(part))) : [],
  }));
}

function asJson(value: unknown): Record<string, unknown> | undefined {
  const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
  return isMapping && isPlain(value) ? (JSON.parse(JSON.stringify(value)) as Record<string, unknown>) : undefined;
}

function isPlain(value: unknown): boolean {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  return (
    typeof value === "object" &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).every(isPlain)
  );
}
