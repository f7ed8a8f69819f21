import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { killerName, mutants, mutated, quick, root, testMutants } from "./index.ts";

testMutants(mutants.filter(({ name }) => quick.includes(name)));

test("there are at least twenty mutants of names that differ, and what each replaces stands once in its file", () => {
  expect(mutants.length).toBeGreaterThanOrEqual(20);
  const names = mutants.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(quick.filter((name) => !names.includes(name))).toEqual([]);
  for (const mutant of mutants) expect(mutated(mutant)).not.toBe(readFileSync(join(root, mutant.file), "utf8"));
});

test("what does not stand exactly once is refused", () => {
  const given = { name: "a fault", file: "src/metrics/tail.ts", to: "" };
  expect(() => mutated({ ...given, from: "no such text" })).toThrow("stands 0 times in src/metrics/tail.ts");
  expect(() => mutated({ ...given, from: "popularity" })).toThrow(/mutant "a fault": "popularity" stands \d+ times/);
});

const begin = "| fault | in | found by |\n| --- | --- | --- |\n";

test("docs/validity.md lists the mutants and what kills each (UPDATE_DOCS=1 writes the table)", () => {
  const file = join(root, "docs/validity.md");
  const text = readFileSync(file, "utf8");
  const from = text.indexOf(begin) + begin.length;
  expect(from).toBeGreaterThan(begin.length);
  const rest = text.slice(from);
  const end = rest.search(/^[^|]/m);
  const after = end < 0 ? "" : rest.slice(end);
  const cell = (words: string) => words.replaceAll("|", "\\|");
  const rows = mutants.map(
    ({ name, file: where, killedBy }) => `| ${cell(name)} | \`${where}\` | ${cell(killerName(killedBy))} |\n`,
  );
  if (process.env.UPDATE_DOCS === "1") writeFileSync(file, text.slice(0, from) + rows.join("") + after);
  else expect(rest.slice(0, rest.length - after.length)).toBe(rows.join(""));
});
