import { expect, test } from "vitest";
import { type Monitor, monitorReports } from "../../../src/metrics/monitors/index.ts";
import type { RoundRecord } from "../../../src/metrics/records.ts";

const monitor: Monitor = {
  ...{
    metric: "choice_gini",
    detector: "cusum",
    harm: "rises",
    baseline: 1,
    spread: 1,
    threshold: 2,
    rate: 0.1,
    rounds: 6,
  },
};
const run = (arm: string, replicate: number, values: readonly number[]): RoundRecord[] =>
  values.map((value, round) => ({ arm, replicate, round, metrics: { choice_gini: value } }));

test("every arm and replicate is told, silence included, round 0 apart", () => {
  // x - 1/2 summed from the baseline's round on: 0, 1.5, 3 > 2 at round 3
  const records = [
    ...run("b", 2, [9, 0, 0, 0]),
    ...run("b", 1, [9, 0, 2, 2]),
    ...run("a", 1, [0, 0, 0, 0]),
    ...run("not begun", 1, [9]),
    { arm: "unmeasured", replicate: 1, round: 1, metrics: { coverage: 1 } },
  ];
  expect(monitorReports(records, [monitor])).toEqual([
    {
      ...{ metric: "choice_gini", detector: "cusum", title: "CUSUM", threshold: 2, rate: 0.1, rounds: 6 },
      arms: [
        { arm: "b", alarms: [3, null] },
        { arm: "a", alarms: [null] },
      ],
    },
  ]);
});

test("a monitor whose metric was not measured says nothing", () => {
  expect(monitorReports([{ arm: "a", replicate: 1, round: 1, metrics: { coverage: 1 } }], [monitor])).toEqual([]);
});
