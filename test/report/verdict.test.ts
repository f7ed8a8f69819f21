import { expect, test } from "vitest";
import type { ArmMetricSummary, MetricInfo } from "../../src/metrics/records.ts";
import { verdict } from "../../src/report/index.ts";

const metric = (name: string, delta: number, harm: MetricInfo["harm"] = "rises"): MetricInfo => ({
  name,
  title: name.toUpperCase(),
  family: "x",
  summary: "",
  harm,
  delta,
  format: ".2f",
});
const metrics = [metric("a", 0.1), metric("b", 0.01), metric("c", 1), metric("quiet", 0, "none")];
const line = (arm: string, name: string, last: number, extra: Partial<ArmMetricSummary> = {}): ArmMetricSummary => ({
  arm,
  metric: name,
  first: 0,
  last,
  ...extra,
});
const arms = [
  { name: "bad", kind: "arm", control: "control-bad", description: "" },
  { name: "good", kind: "arm", control: "control-bad", description: "" },
  { name: "short", kind: "arm", control: "control-bad", description: "" },
  { name: "alone", kind: "arm", description: "" },
  { name: "control-bad", kind: "control", description: "" },
] as const;

test("counts what left the control, from the first round on, and names the furthest in units of its threshold", () => {
  const summary = [
    line("bad", "a", 0.5, { difference: 0.9, change: 0.3, collapse: { onset: 4 } }), // 3 thresholds away
    line("bad", "b", 0.25, { difference: 0.01, change: 0.05, collapse: { onset: 2 } }), // 5
    line("bad", "c", 1.5, { difference: 0.5, change: 0.5 }), // within
    line("good", "a", 0.2, { difference: 0, change: 0 }),
    line("short", "a", 0.2, { difference: 0 }), // too few rounds for a change to be judged
    line("alone", "a", 0.2),
    ...["a", "b", "c"].map((name) => line("control-bad", name, 0.2)),
  ];
  expect(verdict(arms, metrics, summary)).toEqual([
    "bad: collapses from round 2: 2 of 3 judged metrics moved away from the control by more than the threshold. " +
      "Furthest: B 0.25 against 0.20; A 0.50 against 0.20.",
    "good: no collapse. Since round 1 none of 1 judged metrics has moved away from its control by more than its threshold " +
      "and stayed there.",
    "short: not judged, as there are too few rounds, or no metric that is.",
    "alone: not judged, as there is no control.",
  ]);
});

test("says how many resamples agree, what came back, and what is near a collapse", () => {
  const sure = (share: number) => ({ uncertainty: { resamples: 1999, share } });
  const collapse = (onset: number, recovery: object) => ({ collapse: { onset, recovery: { left: 0.5, ...recovery } } });
  const controls = ["a", "b", "c"].map((name) => line("control-bad", name, 0.2));
  const of = (...lines: ArmMetricSummary[]) => verdict(arms.slice(0, 1), metrics, [...lines, ...controls])[0];
  const late = of(
    line("bad", "a", 0.5, { change: 0.3, ...collapse(4, { round: 9, safeguard: 7 }), ...sure(0.97) }),
    line("bad", "b", 0.25, { change: 0.05, ...collapse(6, { safeguard: 7 }), ...sure(0.5) }),
  );
  expect(late).toContain("bad: collapses from round 4 (in 97 % of resamples): 2 of 2 judged metrics");
  expect(late).toMatch(/ Of these 2, 1 came back within the threshold after a safeguard from round 7 on\.$/);
  expect(of(line("bad", "a", 0.5, { change: 0.3, ...collapse(4, { round: 9 }) }))).toMatch(
    / Of these 1, 1 came back within the threshold later\.$/,
  );
  const held = (share: number) => of(line("bad", "a", 0.2, { change: 0.08, ...sure(share) }));
  expect(held(0.12)).toMatch(/ A is near it: it collapses \(in 12 % of resamples\)\.$/);
  expect(held(0.04)).toMatch(/stayed there\.$/);
});
