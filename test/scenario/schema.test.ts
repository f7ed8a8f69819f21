import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseScenario, scenarioJsonSchema } from "../../src/scenario/index.ts";
import type { JsonNode } from "../../src/scenario/jsonSchema.ts";
import { sectionNames } from "../../src/scenario/schema.ts";
import { markdown, rows, withRows } from "./tables.ts";

const schema = scenarioJsonSchema() as JsonNode & { $schema: string };
// UPDATE_DOCS=1 writes the tables' rows anew: a new key comes after the key before it
if (process.env.UPDATE_DOCS === "1") {
  writeFileSync("docs/scenarios.md", withRows(readFileSync("docs/scenarios.md", "utf8")));
}
const docs = readFileSync("docs/scenarios.md", "utf8");

test("the JSON schema holds what an editor needs", () => {
  expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
  expect(schema.required).toEqual(["version", "world"]);
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties!.rounds).toMatchObject({ type: "integer", minimum: 1, default: 10 });
  expect(schema.properties!.world!.oneOf!.map((option) => option.properties!.kind!.const)).toEqual([
    "drawn",
    "shares",
    "log",
  ]);
  expect(schema.properties!.world!.oneOf![0]!.required).toEqual(["kind", "users", "items"]);
  expect(() => JSON.parse(JSON.stringify(schema))).not.toThrow();
});

test("an arm of the JSON schema may be empty, and requires no key", () => {
  const [arm, nothing] = (schema.properties!.arms!.additionalProperties as JsonNode).anyOf!;
  expect(nothing).toEqual({ type: "null" });
  expect(Object.keys(arm!.properties!)).toEqual(["description", "safeguard", "dose", "from", ...sectionNames]);
  expect(arm!.properties!.recommender!.additionalProperties).toBe(false);
  const model = arm!.properties!.recommender!.properties!.model!;
  expect(model.anyOf!.map((option) => option.properties!.kind!.const)).toContain("popularity");
  // an entry of a list is given whole
  const merged = JSON.stringify(arm, (key, value) => (key === "items" ? undefined : value));
  expect(merged).not.toMatch(/"(required|oneOf)"/);
});

test.each(rows().map((row) => [row.path, row] as const))("%s is described, and in docs/scenarios.md", (path, row) => {
  expect(row.node.description, `a description for ${path}`).toMatch(/^\S.{5,}[^.]$/);
  expect(docs.split("\n")).toContain(markdown(row));
});

test("docs/scenarios.md has no row of a key that is gone", () => {
  const known = new Set(rows().map(markdown));
  expect(docs.split("\n").filter((line) => line.startsWith("| `") && !known.has(line))).toEqual([]);
});

test("the examples of docs/scenarios.md are scenarios", () => {
  const examples = [...docs.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1]!);
  expect(examples).toHaveLength(3);
  expect(examples.map((text) => parseScenario(text, { file: "example.yaml" }).world.kind)).toEqual([
    "drawn",
    "drawn",
    "log",
  ]);
});
