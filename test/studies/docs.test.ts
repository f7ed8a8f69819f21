import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { between } from "../../bench/studies/marks.ts";
import { studies } from "../../bench/studies/studies.ts";
import { shippedScenarios } from "../../src/cli/shipped.ts";

const place = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const docs = readFileSync(place("docs/studies.md"), "utf8");
const shipped = shippedScenarios().filter(({ name }) => name.startsWith("studies/"));

test("every study of scenarios/studies has a section, and no other", () => {
  expect(shipped.map(({ name }) => name)).toEqual(
    Object.keys(studies)
      .sort()
      .map((name) => `studies/${name}`),
  );
});

describe.each(shipped)("$name", ({ name, file }) => {
  const study = name.slice("studies/".length);
  const scenario = parse(readFileSync(file, "utf8"));

  test("its figure and its numbers stand in docs/studies.md, of the scenario's rounds, replicates, seed and arms", () => {
    expect(docs).toContain(`(studies/${study}.svg)`);
    expect(existsSync(place(`docs/studies/${study}.svg`))).toBe(true);
    const mark = `<!-- numbers ${study} -->`;
    const numbers = docs.slice(docs.indexOf(mark), docs.indexOf("<!-- end -->", docs.indexOf(mark)));
    expect(numbers).toContain(`Means over ${scenario.replicates} replicates`);
    expect(numbers).toContain(`seed ${scenario.seed}, digest`);
    expect(studies[study]!.rounds?.at(-1), "the last round of the table").toBe(scenario.rounds);
    for (const arm of studies[study]!.arms ?? Object.keys(scenario.arms)) expect(numbers).toContain(`| ${arm} |`);
  });
});

test("numbers replace what stands between their marks, and nothing else", () => {
  const text = "a\n<!-- numbers x -->\nold\n<!-- end -->\nb\n<!-- numbers y -->\n<!-- end -->\n";
  expect(between(text, "y", "new")).toBe(
    "a\n<!-- numbers x -->\nold\n<!-- end -->\nb\n<!-- numbers y -->\n\nnew\n\n<!-- end -->\n",
  );
  expect(() => between(text, "z", "new")).toThrow(/no "<!-- numbers z -->"/);
});
