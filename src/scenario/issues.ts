import type { z } from "zod";
import { type JsonNode, meantOptions, schemaAt, valueAt } from "./jsonSchema.ts";
import { type Path, type Problem, problemAt } from "./problem.ts";
import { type Node, placeOf, placeOfKey, plain } from "./tree.ts";
import { expected, got, hint, nearest } from "./words.ts";

type Issue = z.core.$ZodIssue;

interface Checked {
  /** what was checked, with its places */
  readonly node: Node;
  readonly value: unknown;
  readonly schema: JsonNode;
  /** where `node` is in the scenario */
  readonly prefix: Path;
}

/** Everything that a schema refuses in a value, in our words and at its place. */
export function problemsIn(schema: z.ZodType, json: JsonNode, node: Node, prefix: Path): Problem[] {
  const value = plain(node);
  const result = schema.safeParse(value);
  if (result.success) return [];
  const checked: Checked = { node, value, schema: json, prefix };
  const { issues } = result.error;
  return issues
    .filter((issue) => isFinal(issue, issues))
    .flatMap((issue) => worded(checked, issue, asPath(issue.path)));
}

/** A condition on several keys says nothing while one of them is refused by itself. */
function isFinal(issue: Issue, issues: readonly Issue[]): boolean {
  if (issue.code !== "custom") return true;
  return !issues.some(({ code, path }) => code !== "custom" && issue.path.every((part, i) => part === path[i]));
}

const asPath = (path: readonly PropertyKey[]): Path =>
  path.map((part) => (typeof part === "number" ? part : String(part)));

function worded(checked: Checked, issue: Issue, path: Path): Problem[] {
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const branch = meantBranch(issue.errors);
    if (branch) return branch.flatMap((inner) => worded(checked, inner, [...path, ...asPath(inner.path)]));
  }
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(checked, path, key));
  if (issue.code === "invalid_key") return [misnamed(checked, path, issue)];
  return [refused(checked, issue, path)];
}

/** The option of a union that was meant: one whose type fits, with the fewest and the deepest complaints. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const wrongType = (issue: Issue) => issue.path.length === 0 && /^invalid_(type|value)$/.test(issue.code);
  const depth = (issues: readonly Issue[]) => Math.min(...issues.map((issue) => issue.path.length));
  return branches
    .filter((issues) => !issues.some(wrongType))
    .toSorted((a, b) => a.length - b.length || depth(b) - depth(a))[0];
}

function refused({ node, value: whole, schema, prefix }: Checked, issue: Issue, path: Path): Problem {
  const value = path.reduce(valueAt, whole);
  const at = (message: string) => problemAt(placeOf(node, path), [...prefix, ...path], message);
  if (issue.code === "custom") return at(issue.message);
  const expectation = schemaAt(schema, path, whole);
  const isText = issue.code === "invalid_format";
  const what = isText ? issue.message : expectation ? expected(expectation, value) : issue.message;
  if (value === undefined) return at(`missing, expected ${what}`);
  return at(`got ${got(value)}, expected ${what}${expectation && !isText ? hint(expectation, value) : ""}`);
}

function unknownKey({ node, value: whole, schema, prefix }: Checked, parent: Path, key: string): Problem {
  const path = [...parent, key];
  const value = parent.reduce(valueAt, whole);
  const here = schemaAt(schema, parent, whole);
  const keys = here ? meantOptions(here, value).flatMap((option) => Object.keys(option.properties ?? {})) : [];
  const near = nearest(key, keys);
  const kind = valueAt(value, "kind");
  const of = typeof kind === "string" ? `with kind ${kind} the keys are` : "the keys here are";
  const advice = near === undefined ? `${of} ${[...new Set(keys)].join(", ")}` : `did you mean "${near}"?`;
  return problemAt(placeOfKey(node, path), [...prefix, ...path], `unknown key; ${advice}`);
}

function misnamed({ node, prefix }: Checked, path: Path, issue: Issue & { code: "invalid_key" }): Problem {
  const named = `got the name ${got(path.at(-1))}, expected ${issue.issues.map((inner) => inner.message).join(" and ")}`;
  return problemAt(placeOfKey(node, path), [...prefix, ...path], named);
}
