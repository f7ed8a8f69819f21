import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Metric, metricNames, metrics } from "../../src/metrics/index.ts";

const text = readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8");

/** The sections of the third level, by heading. */
const sections = new Map(
  text
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [heading, ...body] = section.split(/^## /m)[0]!.split("\n");
      return [heading!, body.join("\n")];
    }),
);

/** The entries "- **Label.** words" of a section, by label, on one line each. */
function entries(section: string): Map<string, string> {
  const items = section.split(/^- /m).slice(1);
  return new Map(
    items.map((item) => {
      const [, label, words] = /^\*\*(.+?)\.\*\* ([\s\S]+)$/.exec(item) ?? [];
      return [label ?? item, (words ?? "").replaceAll(/\s+/g, " ").trim()];
    }),
  );
}

/** How docs/metrics.md must begin the entry on collapse. */
function collapseWords({ harm, delta, window }: Metric): string {
  return harm === "none" ? "not judged: " : `${harm}, δ = ${delta}, w = ${window}. `;
}

test("docs/metrics.md has a section for each metric and no other", () => {
  expect([...sections.keys()].sort()).toEqual([...metricNames].sort());
});

test.each(metrics)("docs/metrics.md says all there is to say about $name", (metric) => {
  const said = entries(sections.get(metric.name) ?? "");
  expect([...said.keys()]).toEqual(["Formula", "Range", "Edge cases", "Source", "Collapse"]);
  for (const [label, words] of said) expect(words.length, label).toBeGreaterThan(5);
  const collapse = said.get("Collapse")!;
  expect(collapse.startsWith(collapseWords(metric)), collapse).toBe(true);
  expect(collapse.length, "the reason").toBeGreaterThan(collapseWords(metric).length + 5);
});

test("every metric stands under the heading of its family", () => {
  for (const family of text.split(/^## /m).slice(1)) {
    const title = family.split("\n")[0]!.toLowerCase();
    for (const [, name] of family.matchAll(/^### (.+)$/gm)) {
      expect(metrics.find((metric) => metric.name === name)?.family, name).toBe(title);
    }
  }
});

test('"As x" names a section that is there', () => {
  const names = [...text.matchAll(/\bAs ([a-z]+(?:_[a-z0-9]+)*)[.;,: ]/g)].map((match) => match[1]!);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(sections.has(name), name).toBe(true);
});
