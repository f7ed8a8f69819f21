import { expect, test } from "vitest";
import { closing } from "../../src/cli/closing.ts";
import type { RunRecord } from "../../src/results/index.ts";
import { FORMAT } from "../../src/results/record.ts";

const record: RunRecord = {
  params: {},
  metrics: {},
  tags: {},
  artifacts: [],
  format: FORMAT,
  status: "finished",
  name: "shop",
  description: "",
  identity: "0".repeat(64),
  digest: "d",
  seed: 1,
  rounds: 3,
  replicates: 1,
  period: "round",
  versions: {},
  timings: { startedAt: "", seconds: {} },
  arms: [
    { name: "judged", kind: "arm", control: "control-judged", description: "" },
    { name: "alone", kind: "arm", description: "" },
    { name: "control-judged", kind: "control", description: "" },
    { name: "twin-none", kind: "twin", control: "control-judged", description: "" },
  ],
  verdict: [],
  summary: [
    { arm: "judged", metric: "coverage", first: 0.5, last: 0.4, difference: -0.1, change: -0.04 },
    {
      arm: "judged",
      metric: "choice_gini",
      first: 0.5,
      last: 0.6,
      difference: 0.1,
      change: 0.1,
      collapse: { onset: 2 },
    },
    // rounds were too few for a change to be judged
    { arm: "judged", metric: "tv_original", first: 0.5, last: 0.5, difference: 0 },
    { arm: "alone", metric: "coverage", first: 0.5, last: 0.5 },
    { arm: "twin-none", metric: "choice_gini", first: 0.5, last: 0.5, difference: 0 },
  ],
  notes: [],
};

const rows = closing(record, "run")
  .split("\n")
  .filter((line) => /\d%? → \d/.test(line) && !line.startsWith("shop"));

test("every arm's first row bears its name, whichever metrics it has", () => {
  expect(rows.map((line) => line.slice(0, 18).trim())).toEqual(["judged", "", "", "alone", "twin-none"]);
});

test("the last column says when a metric collapsed, that it did not, or nothing where there is nothing to judge by", () => {
  const last = rows.map((line) => /(round 2|no)?$/.exec(line)![0]);
  expect(last).toEqual(["no", "round 2", "", "", ""]);
});

test("with fewer replicates than can be resampled a reader is told that nothing says how sure the verdict is", () => {
  const said = (given: Partial<RunRecord>) => closing({ ...record, ...given }, "run");
  expect(said({ replicates: 4 })).toContain("4 replicates do not say how sure that is: it takes 5");
  expect(said({})).toContain("1 replicate does not say how sure that is: it takes 5");
  expect(said({ replicates: 5 })).not.toContain("how sure");
  expect(said({ summary: record.summary.map(({ change: _change, ...line }) => line) })).not.toContain("how sure");
});
