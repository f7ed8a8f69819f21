import { expect, test } from "vitest";
import { compositeSection } from "../../src/report/composite.ts";
import { type ReportInput, renderReport } from "../../src/report/index.ts";
import { monitorSection } from "../../src/report/monitors.ts";
import { sureSection } from "../../src/report/sure.ts";
import { fixture } from "./fixture.ts";

type Summary = ReportInput["summary"][number];

const coverage: Summary = {
  ...{ arm: "replace", metric: "coverage", first: 0.6, last: 0.3, change: -0.3 },
  ...{ difference: -0.31, standardError: 0.01, interval: { low: -0.34, high: -0.28, level: 0.95, method: "t" } },
  ...{ p: 0.03125, pHolm: 0.0625 },
  collapse: {
    ...{ onset: 3, depth: { change: -0.4, round: 6 }, halfLife: 4 },
    recovery: { round: 7, left: 0.75, safeguard: 5 },
  },
  uncertainty: {
    resamples: 1999,
    share: 0.987,
    onset: [3, 5],
    halfLife: [3, 4],
    depth: [-0.42, -0.38],
    left: [0.6, 0.9],
    recovered: 0.8,
  },
  twins: [{ twin: "twin-random", difference: -0.05, standardError: 0.02, p: 0.25, pHolm: 0.5 }],
};
const near: Summary = {
  ...{ arm: "replace", metric: "recall", first: 0.1, last: 0.09, difference: -0.01, change: -0.015 },
  course: { change: [0, -0.005, -0.018, -0.015] },
  uncertainty: { resamples: 1999, share: 0.07, onset: [2, 2], depth: [-0.03, -0.01] },
};
const far: Summary = { ...near, metric: "choice_gini", uncertainty: { resamples: 1999, share: 0.01 } };
const quiet: Summary = { ...far, arm: "replace-50" };

const base = fixture({ replicates: 6 });

/** Text of HTML, tags as bars. */
const text = (html: string) => html.replace(/\s*<[^>]*>\s*/g, "|").replace(/\|+/g, "|");
const sure = (given: Partial<ReportInput>) => text(sureSection({ ...base, ...given }));
const composite = (given: Partial<ReportInput>) => text(compositeSection({ ...base, ...given }));
const seen = (given: Partial<ReportInput>) => text(monitorSection({ ...base, ...given }));

test("how sure: onset, depth, half-life, recovery, resamples, differences and p of what collapses or nearly does", () => {
  const told = sure({ summary: [coverage, near, far, quiet] });
  expect(told).toContain("|replace|1 of 3 judged metrics collapse, 1 is near it|");
  expect(told).toContain(
    [
      ...["|Coverage", "falls by over 5.0 pp", "round 3", "in 99% of resamples, at 3 to 5"],
      ...["−40.0 pp", "[−42.0, −38.0]", "at round 6, half of it by 4 (3 to 4)"],
      ...["from round 7 on", "in 80% of resamples", "75% of the worst left", "[60%, 90%]"],
      "safeguard from round 5 on",
      ...["−31.0 pp", "[−34.0, −28.0]", "p 0.031, Holm 0.063", "−5.0 ± 2.0 pp", "p 0.250, Holm 0.500|"],
    ].join("|"),
  );
  expect(told).toContain("|Recall|falls by over 0.020|not by the means|in 7% of resamples, at 2|−0.018|");
  expect(told).not.toContain("Choice gini");
  expect(told).toContain("|replace-50|0 of 1 judged metrics collapse|");
  expect(told).toContain("cannot be below 0.031 here");
});

test("how sure: below five replicates there is no p-value, below two no interval, and both are said", () => {
  const { p: _p, pHolm: _pHolm, uncertainty: _uncertainty, twins: _twins, ...few } = coverage;
  const { uncertainty: _none, ...course } = near;
  const told = sure({ summary: [few, course], replicates: 4 });
  expect(told).toContain("No p-values below five replicates");
  expect(told).not.toMatch(/Holm|resamples,/);
  // without resamples: near where a round exceeds δ (0.02), which -0.018 does not
  expect(told).not.toContain("|Recall|");
  const deep = { ...course, course: { change: [0, -0.021, 0] } };
  expect(sure({ summary: [few, deep], replicates: 4 })).toContain(
    "|Recall|falls by over 0.020|not by the means|−0.021|",
  );
  expect(sure({ summary: [few], replicates: 1 })).toContain("One replicate: there are no intervals and no p-values");
  const { change: _change, ...unjudged } = few;
  expect(sure({ summary: [unjudged] })).toBe("");
});

test("the collapse index stands beside every family's part, with its number of metrics", () => {
  const parts = [
    { family: "coverage", value: 3, metrics: 1 },
    { family: "overlap", value: 0, metrics: 4 },
  ];
  const collapseIndex = [
    { arm: "replace", value: 1.5, parts },
    { arm: "replace-50", value: 0.2, parts: [{ family: "coverage", value: 0.2, metrics: 1 }] },
    { arm: "twin-random", value: 9, parts },
  ];
  const told = composite({ collapseIndex });
  expect(told).toContain("|Arm|Index|Coverage|Overlap|");
  expect(told).toContain("|replace|1.50|3.00|1|0.00|4|");
  expect(told).toContain("|replace-50|0.20|0.20|1|–|");
  expect(told).not.toContain("9.00");
  expect(told).toContain("a convention");
  expect(composite({})).toBe("");
});

test("monitors: what they said beside the rule, a false alarm as one", () => {
  const alarms = [
    { arm: "replace", alarms: [9, null, 6, 7, null, 8] },
    { arm: "replace-50", alarms: [null, null] },
    { arm: "accumulate", alarms: [null, 12] },
    { arm: "replace-control", alarms: [4, null] },
    { arm: "accumulate-control", alarms: [null, null] },
    { arm: "twin-random", alarms: [3, null] },
  ];
  const monitor = { metric: "choice_gini", detector: "page_hinkley", title: "Page-Hinkley", threshold: 1, rate: 0.05 };
  const monitors = [
    { ...monitor, rounds: 40, arms: alarms },
    { ...monitor, rounds: 40, title: "CUSUM", arms: [{ arm: "replace", alarms: [2, null, 5] }] },
  ];
  const summary = [coverage, quiet, { ...coverage, arm: "accumulate", collapse: { onset: 14 } }];
  const told = seen({ monitors, summary });
  expect(told).toContain(
    "|replace|round 3|first: Coverage|4 of 6 replicates|7.5|6 to 9|found, 4.5 rounds after it began|",
  );
  expect(told).toContain("|replace-50|no collapse|0 of 2 replicates|–|rightly silent|");
  expect(told).toContain("|accumulate|round 14|first: Coverage|1 of 2 replicates|12|a warning, 2 rounds ahead|");
  expect(told).toContain("|replace-control|no collapse|1 of 2 replicates|4|a false alarm|");
  expect(told).toContain("|twin-random|not judged|1 of 2 replicates|3|an alarm, right or wrong|");
  expect(told).toContain("hardly any alarm came before");
  expect(told).toContain("docs/early-warning.md");
  expect(told).not.toContain("This run is longer");
  expect(told).toMatch(/\|The other detectors\|.*\|Arm\|CUSUM\|replace\|2 of 3, at 3.5\|$/s);
  expect(seen({ monitors, summary, rounds: 41 })).toContain("This run is longer");
  const none = [{ ...monitors[0]!, arms: [{ arm: "replace", alarms: [null] }] }];
  expect(seen({ monitors: none, summary })).toContain("|0 of 1 replicates|–|missed|");
  expect(seen({})).toBe("");
});

test("the page has these sections where there is something to say, before and after the charts", () => {
  const heads = (given: Partial<ReportInput>) => {
    const page = renderReport({ ...base, metrics: base.metrics.slice(0, 2), ...given }, { vega: "", vegaLite: "" });
    return [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, head]) => head).slice(0, 5);
  };
  const monitor = { metric: "choice_gini", detector: "cusum", title: "CUSUM", threshold: 1, rate: 0.05, rounds: 40 };
  const given = {
    summary: [coverage],
    collapseIndex: [{ arm: "replace", value: 1, parts: [{ family: "coverage", value: 1, metrics: 1 }] }],
    monitors: [{ ...monitor, arms: [{ arm: "replace", alarms: [3] }] }],
  };
  expect(heads(given)).toEqual([
    ...["What happened", "How sure is that", "How far, in one figure and its parts", "Round by round"],
    "What a team without the truth would have seen",
  ]);
  expect(heads({ summary: [] }).slice(0, 2)).toEqual(["What happened", "Round by round"]);
});
