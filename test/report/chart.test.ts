import { compile } from "vega-lite";
import { afterEach, expect, test, vi } from "vitest";
import { chartRows, meanByRound } from "../../src/report/data.ts";
import { chartFamilies, chartSpec, chartSvg, keyMetrics } from "../../src/report/index.ts";
import { pageConfig } from "../../src/report/theme.ts";
import { arms, fixture } from "./fixture.ts";

afterEach(() => vi.restoreAllMocks());

/** A logger that keeps what it is told. */
function listener() {
  const heard: unknown[] = [];
  const hear = (...message: readonly unknown[]) => {
    heard.push(...message);
    return log;
  };
  const silent = () => log;
  const log = { level: silent, error: hear, warn: hear, info: silent, debug: silent };
  return { heard, log: log as unknown as NonNullable<NonNullable<Parameters<typeof compile>[1]>["logger"]> };
}

test("every metric compiles without a warning, for a file and for the page", () => {
  const input = fixture();
  for (const metric of input.metrics)
    for (const place of ["file", "page"] as const) {
      const { heard, log } = listener();
      const config = place === "page" ? pageConfig(input) : {};
      compile(chartSpec(input, metric, { place }), { logger: log, config });
      expect(heard, `${metric.name}, ${place}`).toEqual([]);
    }
  expect(input.metrics).toHaveLength(12);
});

test("every metric is drawn, the same way twice, without a warning or a number gone astray", async () => {
  const warn = vi.spyOn(console, "warn");
  for (const metric of fixture().metrics) {
    const svg = await chartSvg(chartSpec(fixture(), metric));
    expect(svg).toMatch(/^<svg .*<\/svg>$/s);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(await chartSvg(chartSpec(fixture(), metric.name))).toBe(svg);
  }
  expect(warn).not.toHaveBeenCalled();
});

test("an arm's colour and pattern are the same in every chart; a control takes its only arm's hue, a shared one is grey", async () => {
  const stroke = /mark-line role-mark[^>]*><path [^>]*stroke="(#\w+)" stroke-width="2" stroke-dasharray="([\d.,]+)"/g;
  const strokes = async (metric: string) =>
    [...(await chartSvg(chartSpec(fixture(), metric))).matchAll(stroke)].map(([, hue, dash]) => `${hue} ${dash}`);
  const coverage = await strokes("coverage");
  expect(coverage).toEqual([
    "#d55e00 1,0", // replace
    "#0072b2 1,0", // replace-50
    "#009272 1,0", // accumulate
    "#6b7280 6,4", // replace-control, shared by two arms
    "#009272 6,4", // accumulate-control
    "#9678ff 1.5,3", // random, a twin
  ]);
  expect(await strokes("effective_rank")).toEqual(coverage);
});

test("the sampling floor is a thin line in its metric's chart, one an arm, and has no chart of its own", async () => {
  const svg = await chartSvg(chartSpec(fixture(), "tv_original"));
  expect(svg.match(/stroke-width="0.75"/g)).toHaveLength(arms.length);
  expect(await chartSvg(chartSpec(fixture(), "coverage"))).not.toContain('stroke-width="0.75"');
  const charts = chartFamilies(fixture()).flatMap((f) => f.charts);
  expect(charts.find((c) => c.metric.name === "tv_original")?.floor?.name).toBe("tv_original_floor");
  expect(charts.map((c) => c.metric.name)).not.toContain("tv_original_floor");
  const alone = { ...fixture(), metrics: fixture().metrics.filter((m) => m.name === "tv_original_floor") };
  expect(chartFamilies(alone).flatMap((f) => f.charts)).toHaveLength(1);
});

test("a ring marks each collapse, at the mean of its round", async () => {
  const input = fixture();
  const collapsed = input.summary.filter((s) => s.metric === "coverage" && s.collapse);
  const svg = await chartSvg(chartSpec(input, "coverage"));
  const rings = [...svg.matchAll(/aria-label="([^"]*collapse begins, mean: [^"]*)"/g)].map((m) => m[1]!.split("; "));
  expect(rings).toHaveLength(collapsed.length);
  const mean = meanByRound(input, "replace", "coverage").find((p) => p.round === 2)!.mean;
  expect(rings.find((label) => label.includes("arm: replace"))).toEqual(
    expect.arrayContaining(["round: 2", `collapse begins, mean: ${(100 * mean).toFixed(1)}%`]),
  );
  expect(await chartSvg(chartSpec({ ...input, summary: [] }, "coverage"))).not.toContain("collapse begins");
});

test("round 0 stands apart: no line reaches it", async () => {
  const svg = await chartSvg(chartSpec(fixture(), "coverage"));
  expect(svg).toContain("loop starts");
  const lines = [...svg.matchAll(/mark-line role-mark[^>]*><path [^>]*d="([^"]*)"/g)];
  expect(lines.map((m) => m[1]!.match(/[ML]/g)!.length)).toEqual(arms.map(() => 8)); // rounds 1 to 8
  const diamonds = /<g class="mark-symbol role-mark layer_6_marks".*?<\/g>/s.exec(svg)![0];
  expect(diamonds.match(/round: 0;/g)).toHaveLength(arms.length);
});

test("a long sentence neither squeezes the plot nor widens the picture", async () => {
  const metrics = fixture().metrics.map((m) => ({ ...m, summary: "a sentence that does not end ".repeat(20) }));
  const svg = await chartSvg(chartSpec({ ...fixture(), metrics }, "coverage"));
  const xs = [.../mark-line role-mark[^>]*><path [^>]*d="([^"]*)"/.exec(svg)![1]!.matchAll(/[ML]([\d.]+),/g)].map((m) =>
    Number(m[1]),
  );
  expect(xs[0]).toBeGreaterThan(560 / 16); // round 1 lies right of the rule at 0.5 of 8 rounds
  expect(xs.at(-1)).toBeGreaterThan(560 - 16);
  // plot, axis labels and padding on either side leave less than a fifth
  expect(Number(/width="(\d+)"/.exec(svg)![1])).toBeLessThan(1.2 * 560);
});

test("families come with the most telling first, unknown ones last", () => {
  const input = fixture();
  const stray = { ...input.metrics[0]!, name: "coverage_x", family: "something else" };
  const records = input.records.map((r) => ({ ...r, metrics: { ...r.metrics, coverage_x: 1 } }));
  expect(chartFamilies({ metrics: [stray, ...input.metrics], records }).map((f) => f.family)).toEqual([
    ...["coverage", "concentration", "popularity", "fidelity", "overlap", "diversity", "accuracy", "utility"],
    ...["spectrum", "service", "provenance", "something else"],
  ]);
});

test("key metrics: those asked for, else the telling ones, else the heads of families", () => {
  const names = (input: ReturnType<typeof fixture>) => keyMetrics(input).map((m) => m.name);
  expect(names({ ...fixture(), keyMetrics: ["recall", "no_such"] })).toEqual(["recall"]);
  expect(names(fixture())).toEqual([
    ...["coverage", "choice_gini", "choice_tail_share", "tv_original", "slate_jaccard", "regret_initial"],
  ]);
  const few = fixture().metrics.filter((m) => ["recall", "users_cold", "coverage"].includes(m.name));
  expect(names({ ...fixture(), metrics: few })).toEqual(["coverage", "recall", "users_cold"]);
});

test("an arm that lacks a metric is left out; a round that lacks it breaks the line", async () => {
  const input = fixture();
  const rows = (name: string) => chartRows(input, input.metrics.find((m) => m.name === name)!);
  expect(new Set(rows("recall").map((r) => r.arm))).toEqual(
    new Set(arms.filter((a) => a.kind !== "twin").map((a) => a.name)),
  );
  expect(
    rows("users_cold")
      .filter((r) => r.mean === null)
      .every((r) => r.round % 2 === 1),
  ).toBe(true);
  expect(rows("users_cold").filter((r) => r.round % 2 === 1)).toHaveLength(arms.length * 4);
  const coverage = input.metrics.find((m) => m.name === "coverage")!;
  const spoil = (value: (round: number) => number | undefined) => ({
    ...input,
    records: input.records.map((r) => ({ ...r, metrics: { coverage: value(r.round) ?? r.metrics.coverage! } })),
  });
  const partly = spoil((round) => [undefined, undefined, Number.NaN, Number.POSITIVE_INFINITY][round]);
  const unknown = chartRows(partly, coverage).filter((r) => r.mean === null);
  expect(new Set(unknown.map((r) => r.round))).toEqual(new Set([2, 3]));
  expect(await chartSvg(chartSpec(partly, coverage))).not.toMatch(/NaN|Infinity/);
  expect(
    chartRows(
      spoil(() => Number.NaN),
      coverage,
    ),
  ).toEqual([]);
});

test("little to draw: one replicate, one round, no control, no record", async () => {
  const single = arms.slice(0, 1).map(({ control: _, ...arm }) => arm);
  for (const input of [
    fixture({ replicates: 1 }),
    fixture({ rounds: 1 }),
    fixture({ rounds: 0 }),
    fixture({ replicates: 1, rounds: 1, shown: single }),
    { ...fixture(), records: [], summary: [] },
  ]) {
    const svg = await chartSvg(chartSpec(input, "coverage"));
    expect(svg).toContain("loop starts");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  }
});

test("a metric that the run does not have is refused by name", () => {
  expect(() => chartSpec(fixture(), "covrage")).toThrow(/no metric "covrage" in this run: give one of .*coverage/);
});
