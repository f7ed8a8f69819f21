import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Recorded, type RecordedTarget, readRecorded } from "../../../bench/early-warning/recorded.ts";
import { best, tableOf } from "../../../bench/early-warning/table.ts";
import { detectorNames, recommendedMonitor, watched } from "../../../src/metrics/monitors/index.ts";

const place = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const recorded: Recorded = readRecorded(place("bench/early-warning/recorded.json"));
const text = readFileSync(place("docs/early-warning.md"), "utf8");

const [fidelity, regret] = recorded.results as readonly [RecordedTarget, RecordedTarget];
const tables: Readonly<Record<string, string>> = {
  "every monitor": tableOf(fidelity.loops, fidelity.of),
  "on controls": tableOf(best(fidelity.controls, 5), fidelity.of),
  "second opinion": tableOf(best(regret.loops, 5), regret.of),
  confirmed: tableOf([recorded.confirmed.row], recorded.confirmed.of),
};

/** UPDATE_DOCS=1 writes the tables between their marks. */
test.each(Object.keys(tables))("docs/early-warning.md shows what was recorded: %s", (name) => {
  const marks = [`<!-- ${name} -->\n\n`, "\n\n<!-- end -->"] as const;
  const file = readFileSync(place("docs/early-warning.md"), "utf8");
  const begin = file.indexOf(marks[0]) + marks[0].length;
  const end = file.indexOf(marks[1], begin);
  expect(begin).toBeGreaterThan(marks[0].length);
  if (process.env.UPDATE_DOCS === "1") {
    writeFileSync(place("docs/early-warning.md"), file.slice(0, begin) + tables[name] + file.slice(end));
    return;
  }
  expect(file.slice(begin, end)).toBe(tables[name]);
});

test("the default is what the benchmark recommended", () => {
  expect(recommendedMonitor).toEqual(recorded.recommended);
  expect(recorded.settings.runs).toBeGreaterThanOrEqual(200);
});

test("docs/early-warning.md names every detector and every watched metric with its direction", () => {
  for (const name of detectorNames) expect(text).toContain(`| \`${name}\` | `);
  for (const { metric, harm } of watched) expect(text).toContain(`| \`${metric}\` | ${harm} | `);
});
