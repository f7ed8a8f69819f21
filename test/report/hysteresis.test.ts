import { compile } from "vega-lite";
import { expect, test, vi } from "vitest";
import type { Hysteresis, LateArm, LateMetric, MetricInfo } from "../../src/metrics/records.ts";
import { lateCharts } from "../../src/report/hysteresis/charts.ts";
import { beginnings } from "../../src/report/hysteresis/rows.ts";
import { hysteresisSection } from "../../src/report/hysteresis/section.ts";
import { chartSvg, hysteresisAnswer, type ReportInput, renderReport } from "../../src/report/index.ts";
import { fixture } from "./fixture.ts";

const info = (name: string, harm: MetricInfo["harm"]): MetricInfo => ({
  name,
  title: name === "tv_original" ? "Total variation" : "Coverage",
  family: "fidelity",
  summary: "",
  harm,
  delta: 0.05,
  format: ".2f",
});
const metrics = [info("coverage", "falls"), info("tv_original", "rises")];

const from = (difference: number, low: number, high: number) => ({
  difference,
  interval: { low, high, level: 0.95, method: "t" as const },
});
const arm = (name: string, ...own: LateMetric[]): LateArm => ({ arm: name, from: 6, early: "safe", metrics: own });
const tv = (more: Partial<LateMetric>): LateMetric => ({ metric: "tv_original", ...more });
const collapsed = { onset: 2, left: { mean: 0.4, low: 0.3, high: 0.5 } };
const told = (...arms: LateArm[]): Hysteresis => ({ rounds: 10, arms });

test("each late arm in a sentence, then what stays behind", () => {
  const lines = hysteresisAnswer(
    told(
      arm(
        "back",
        tv({ onset: 2, back: 1, left: { mean: 0.04 }, end: from(0.01, -0.01, 0.03), since: from(-0.1, -0.2, -0.05) }),
      ),
      arm("stuck", tv({ ...collapsed, end: from(0.2, 0.1, 0.3), trend: from(-0.1, -0.2, -0.05) })),
      arm("fine", tv({ end: from(-0.2, -0.3, -0.1) })),
    ),
    metrics,
  );
  expect(lines).toEqual([
    "By total variation: coming late left something behind with stuck, more than the collapse rule's threshold of 0.05 with stuck. It did not, as far as can be told, with back.",
    "back is back after a round: 4 % of the worst change is left after 5 rounds; it ends +0.01 (−0.01 to 0.03) from safe, begun in round 1: not told apart, and −0.10 (−0.20 to −0.05) from safe after as many rounds: better.",
    "stuck does not come back within the threshold: 40 % (30 to 50) of the worst change is left after 5 rounds; it ends +0.20 (0.10 to 0.30) from safe, begun in round 1: worse but closing.",
    "Over all judged metrics and late arms, 3 pairs, 1 end worse than with the early safeguard and 1 better; less than one of either would by chance.",
  ]);
});

test("a metric that falls when it collapses is told the other way round; fidelity comes before the others", () => {
  const coverage: LateMetric = { metric: "coverage", ...collapsed, end: from(-0.04, -0.05, -0.03) };
  const [first] = hysteresisAnswer(told(arm("a", coverage)), metrics);
  expect(first).toBe(
    "By coverage: coming late left something behind with a, always less than the collapse rule's threshold of 0.05.",
  );
  const both = arm("a", coverage, tv({ ...collapsed, end: from(0.2, -0.1, 0.3) }));
  const lines = hysteresisAnswer(told(both, arm("b", coverage)), metrics);
  expect(lines[0]).toBe("By total variation: coming late left nothing behind that could be told.");
});

test("a change that went the other way leaves nothing, and one that no longer closes says so", () => {
  const over = { onset: 2, back: 0, left: { mean: -2.5, low: -3, high: -2 } };
  const [, first, second] = hysteresisAnswer(
    told(arm("a", tv(over)), arm("b", tv({ ...collapsed, end: from(0.2, 0.1, 0.3), trend: from(0, -0.1, 0.1) }))),
    metrics,
  );
  expect(first).toBe(
    "a is back at once: nothing of the worst change is left after 5 rounds, it stands better than in round 1.",
  );
  expect(second).toMatch(/: worse, not closing as far as can be told\.$/);
});

test("without a collapse there is nothing to bring back, and without a counterpart or intervals nothing is claimed", () => {
  expect(hysteresisAnswer(told(arm("a", tv({ end: from(1, 1, 1) }))), metrics)).toEqual([
    "No metric had collapsed when a late safeguard began: there was nothing to bring back.",
  ]);
  const { early: _, ...alone } = arm("a", tv(collapsed));
  expect(hysteresisAnswer(told(alone), metrics)).toEqual([
    "By total variation:",
    "a does not come back within the threshold: 40 % (30 to 50) of the worst change is left after 5 rounds.",
  ]);
});

test("the report's section has the words and the figures, and is not there without late arms", () => {
  expect(hysteresisSection(fixture(), [])).toBe("");
  const own = { ...collapsed, end: from(0.2, 0.1, 0.3) };
  const section = hysteresisSection({ ...fixture(), hysteresis: told(arm("<stuck>", tv(own))) }, []);
  expect(section).toContain(": coming late left something behind with &lt;stuck&gt;,");
  expect(section).toMatch(
    /<small>&lt;stuck&gt;, from round 6<\/small><\/th><td>round 2<\/td><td>not<\/td><td>40 % \(30 to 50\)/,
  );
  expect(section).not.toContain("<stuck>");
});

/** The made-up run with two of its arms as one safeguard begun late, in which total variation had collapsed, and one that stands alone. */
function late(): ReportInput {
  const own = [tv({ ...collapsed, end: from(0.2, 0.1, 0.3) })];
  const begun = (arm: string, at: number) => ({ arm, from: at, early: "accumulate", without: "replace", metrics: own });
  const alone = { arm: "twin-random", from: 5, safeguard: "<i>", metrics: own };
  return {
    ...fixture(),
    hysteresis: { rounds: 8, arms: [begun("replace-50", 3), begun("accumulate-control", 6), alone] },
  };
}

test("a chart a safeguard: early, late and without, each from round 1 on with its interval", () => {
  const charts = lateCharts(late(), "page");
  expect(charts.map(({ title, kind }) => [title, kind])).toEqual([
    ["accumulate", ""],
    ["twin-random", "<i>"],
  ]);
  const { rows } = charts[0]!;
  expect([...new Set(rows.map(({ a, arm, begins }) => `${a} ${arm} ${begins}`))]).toEqual([
    "2 accumulate in round 1",
    "1 replace-50 in round 3",
    "4 accumulate-control in round 6",
    "0 replace never",
  ]);
  const own = rows.filter(({ arm }) => arm === "replace-50");
  expect(own.map(({ round }) => round)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const band = late().bands!.find(
    (one) => one.arm === "replace-50" && one.metric === "tv_original" && one.minus === undefined,
  )!;
  own.forEach(({ low, high }, t) => {
    expect(low).toBeCloseTo(band.low[t]!, 4);
    expect(high).toBeCloseTo(band.high[t]!, 4);
  });
  expect(beginnings(late().hysteresis!)).toEqual(["in round 1", "in round 3", "in round 5", "in round 6", "never"]);
});

test("the rule stands before each late arm's first round, on one scale for all, without a warning, in either place", async () => {
  const warn = vi.spyOn(console, "warn");
  for (const place of ["page", "file"] as const) {
    const charts = lateCharts(late(), place);
    for (const { spec } of charts) compile(spec);
    const told = charts.map(({ spec }) => JSON.stringify(spec));
    const rules = (text: string) =>
      [...text.matchAll(/"round":([\d.]+),"begins":"[^"]*","text"/g)].map(([, at]) => Number(at));
    expect(new Set(rules(told[0]!))).toEqual(new Set([2.5, 5.5]));
    expect(new Set(rules(told[1]!))).toEqual(new Set([4.5]));
    const scale = /"scale":\{"domain":(\[[^\]]*\]),"nice":true/;
    expect(scale.exec(told[0]!)![1]).toBe(scale.exec(told[1]!)![1]);
  }
  for (const { spec } of lateCharts(late(), "file")) expect(await chartSvg(spec)).not.toMatch(/NaN|undefined|Infinity/);
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

test("the page has as many places as charts, a colour for each beginning, and no chart where nothing had collapsed", () => {
  const stubs = { vega: "", vegaLite: "" };
  const page = renderReport(late(), stubs);
  const plain = renderReport(fixture(), stubs);
  const places = (text: string) => text.match(/<div class="chart">/g)!.length;
  expect(places(page)).toBe(places(plain) + 2);
  expect(page.match(/"begins":"in round 6"/g)!.length).toBeGreaterThanOrEqual(8);
  expect(page.match(/--begins4:/g)).toHaveLength(2); // light and dark
  expect(page).toContain("<small>&lt;i&gt;</small><h3>twin-random</h3>");
  const nothing = told(arm("a", tv({ end: from(1, 1, 1) })));
  expect(lateCharts({ ...fixture(), hysteresis: nothing }, "page")).toEqual([]);
  expect(renderReport({ ...fixture(), hysteresis: nothing }, stubs)).toContain("there was nothing to bring back");
});
