import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Recorded, type RecordedTarget, type Row, readRecorded } from "../../../bench/early-warning/recorded.ts";
import { best, foretoldTable, slowingTable, tableOf, thresholdTable } from "../../../bench/early-warning/table.ts";
import {
  detectorNames,
  recommendedAgainstTwins,
  recommendedMonitor,
  shippedMonitors,
  watched,
} from "../../../src/metrics/monitors/index.ts";

const place = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const recorded: Recorded = readRecorded(place("bench/early-warning/recorded.json"));
const text = readFileSync(place("docs/early-warning.md"), "utf8");

const [fidelity, regret] = recorded.results as readonly [RecordedTarget, RecordedTarget];
const { of, level, twins, fittedTwins, foretold } = recorded.confirmed;
const confirmed = (collapses: "all" | "late") =>
  `${tableOf([level], of, { collapses })}\n\n${tableOf([twins, fittedTwins], of, { collapses, still: "twins" })}`;
const chosen = ({ metric, detector }: Recorded["recommendedOnTwins"], rows: readonly Row[]) =>
  rows.filter((row) => row[0] === metric && row[1] === detector);
const tables: Readonly<Record<string, string>> = {
  "against twins": tableOf(fidelity.twins, fidelity.of, { still: "twins" }),
  late: tableOf(chosen(recorded.recommendedOnTwins, fidelity.twins), fidelity.of, {
    still: "twins",
    collapses: "late",
  }),
  truth: tableOf(fidelity.truth, fidelity.of, { still: "twins" }),
  "every monitor": tableOf(fidelity.loops, fidelity.of),
  "on controls": tableOf(best(fidelity.controls, 5), fidelity.of),
  "second opinion": tableOf(best(regret.twins, 5), regret.of, { still: "twins" }),
  confirmed: confirmed("all"),
  "confirmed late": confirmed("late"),
  louder: thresholdTable(recorded.louder.drawn, fidelity.of),
  "louder confirmed": thresholdTable(recorded.louder.further, of),
  foretold: foretoldTable(foretold, of),
  slowing: slowingTable(recorded.slowing),
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

test("the defaults are what the benchmark recommended", () => {
  expect(recommendedMonitor).toEqual(recorded.recommended);
  expect(recommendedAgainstTwins).toEqual(recorded.recommendedOnTwins);
  expect(recorded.settings.runs).toBeGreaterThanOrEqual(200);
});

test("beside the default the other detectors over its metric are shipped, as the benchmark calibrated them", () => {
  const { metric } = recorded.recommended;
  expect(shippedMonitors[0]).toBe(recommendedMonitor);
  expect(shippedMonitors.map(({ detector }) => detector).toSorted()).toEqual(detectorNames.toSorted());
  for (const { detector, threshold, spread } of shippedMonitors) {
    const row = fidelity.loops.find((one) => one[0] === metric && one[1] === detector);
    const shortened = [spread, threshold].map((value) => Number(value.toPrecision(6)));
    expect(row?.slice(2, 4), detector).toEqual(shortened);
  }
});

test("docs/early-warning.md names every detector and every watched metric with its direction", () => {
  for (const name of detectorNames) expect(text).toContain(`| \`${name}\` | `);
  for (const { metric, harm } of watched) expect(text).toContain(`| \`${metric}\` | ${harm} | `);
});
