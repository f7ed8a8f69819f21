import { compile } from "vega-lite";
import { expect, test, vi } from "vitest";
import { frontierCharts } from "../../src/report/frontier/charts.ts";
import { placeLabels } from "../../src/report/frontier/labels.ts";
import { chartSvg, type ReportInput, renderReport } from "../../src/report/index.ts";
import { fixture, readScripts } from "./fixture.ts";

/** The made-up run with two of its arms as safeguards of the first. */
function tried(): ReportInput {
  const input = fixture();
  const prices = (rows: number, work: number) => ({ rows: { mean: rows }, work: { mean: work } });
  const kept = (arm: string, mean: number, rows: boolean) => ({
    ...{ arm, kept: { mean, low: mean - 0.1, high: mean + 0.1 }, judged: true },
    front: { rows, work: false, all: rows },
    frontShare: { rows: 0.9, work: 0.1, all: 0.95 },
  });
  return {
    ...input,
    answer: ["Half & half kept <b>most</b>."],
    frontier: {
      base: "replace",
      replicates: 2,
      prices: ["rows", "work"],
      arms: [
        { arm: "replace", prices: prices(0, 1), bought: 0 },
        { arm: "replace-50", safeguard: "authentic data", dose: 0.5, prices: prices(500, 1.25), bought: 0.5 },
        { arm: "accumulate", safeguard: "accumulation <i>", prices: prices(0, 3), bought: 0 },
      ],
      measures: [
        {
          ...{ metric: "tv_original", base: 0.5, floor: 0.1, loss: { mean: 0.4 } },
          arms: [kept("replace", 0, false), kept("replace-50", 0.6, true), kept("accumulate", 0.3, true)],
          references: [{ arm: "replace-control", kept: { mean: 1 } }],
        },
      ],
    },
  };
}

test("a chart of fidelity and one a price, without a warning, in either place", async () => {
  const warn = vi.spyOn(console, "warn");
  for (const place of ["file", "page"] as const) {
    const charts = frontierCharts(tried(), place);
    expect(charts.map(({ title }) => title)).toEqual([
      "Fidelity kept, arm by arm",
      "Against authentic rows",
      "Against training work",
    ]);
    for (const { spec } of charts) compile(spec);
  }
  for (const { spec } of frontierCharts(tried(), "file")) {
    const svg = await chartSvg(spec);
    expect(svg).toMatch(/^<svg .*<\/svg>$/s);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  }
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

test("rows tell who pays, who is on the front, and carry a label where there is room", () => {
  const [all, rows] = frontierCharts(tried(), "page");
  expect(all!.rows.map(({ arm, safeguard }) => [arm, safeguard])).toEqual([
    ["replace-50", "authentic data"],
    ["accumulate", "accumulation <i>"],
    ["replace-control", "none"],
  ]);
  expect(rows!.rows.map(({ arm, price, pays, front, side }) => [arm, price, pays, front, side])).toEqual([
    ["replace", 0, 0, 0, undefined],
    ["replace-50", 500, 1, 1, "left"], // at the right edge
    ["accumulate", 0, 0, 1, "right"],
  ]);
});

test("labels keep off each other, off points and inside the plot", () => {
  const at = (x: number, y: number) => ({ x, y, text: "label" });
  expect(placeLabels([at(50, 50)], 200, 100)).toEqual(["right"]);
  expect(placeLabels([at(195, 50)], 200, 100)).toEqual(["left"]);
  expect(placeLabels([at(15, 95)], 30, 100)).toEqual(["above"]);
  expect(placeLabels([at(15, 5)], 30, 100)).toEqual(["below"]);
  expect(placeLabels([at(50, 50), at(65, 50)], 200, 100)).toEqual(["left", "right"]);
  expect(
    placeLabels(
      Array.from({ length: 6 }, () => at(50, 50)),
      200,
      100,
    ),
  ).toEqual(["right", "left", "above", "below", undefined, undefined].map((side) => side));
});

test("the page answers and shows the charts where arms try safeguards, and says nothing of it elsewhere", () => {
  const page = renderReport(tried(), readScripts());
  expect(page).toContain("<h2>What stops it, and at what price</h2>");
  expect(page).toContain("Half &amp; half kept &lt;b&gt;most&lt;/b&gt;.");
  expect(page).toContain("accumulation &lt;i&gt;");
  expect(page.match(/--safe1:/g)).toHaveLength(2); // light and dark
  expect(renderReport(fixture(), readScripts())).not.toContain("What stops it, and");
});
