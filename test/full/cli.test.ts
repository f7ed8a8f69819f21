import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folders, long, monoculture, outcomeOf, said, start } from "../cli/support.ts";

const folder = folders();
const record = (directory: string) => JSON.parse(readFileSync(join(directory, "run.json"), "utf8"));

test("a run that grows to a precision and is interrupted on the way ends as one that was not", async () => {
  const here = folder({
    "s.yaml": long.replace("rounds: 300", "rounds: 80").replace("replicates: 1", "replicates: 2"),
  });
  const args = ["run", "s.yaml", "--precision", "choice_gini=0.02", "--max-replicates", "40", "--jobs", "1", "--out"];
  const child = start(here, [...args, "run"]);
  const ended = outcomeOf(child);
  await said(child, "going on to");
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
  expect(record(join(here, "run"))).toMatchObject({ status: "interrupted" });
  expect(existsSync(join(here, "run", "checkpoint"))).toBe(true);

  const resumed = await monoculture(here, [...args, "run"]);
  expect(resumed.stderr).toMatch(/going on from \d+ of \d+ rounds/);
  const whole = await monoculture(here, [...args, "whole"]);
  expect([resumed.code, whole.code]).toEqual([0, 0]);
  const { digest, replicates, identity, summary } = record(join(here, "whole"));
  expect(replicates).toBeGreaterThan(10);
  expect(record(join(here, "run"))).toMatchObject({ digest, replicates, identity, summary });
  expect(resumed.stdout).toContain(`digest  ${digest}`);
}, 240_000);

/** Popularity that drifts: safeguards at once and late, in a world small enough for a few seconds. */
const safeguards = `version: 1
rounds: 14
replicates: 5
world: { kind: shares, users: 40, shares: { items: 20, exponent: 0.5 } }
users: { choice: { kind: always }, outside: false }
recommender: { model: { kind: popularity }, rank: proportional, slate: 1 }
data: { regime: replace }
arms:
  nothing:
  fresh: { safeguard: authentic data, dose: 0.5, data: { authentic: { share: 0.5 } } }
  fresh-late: { safeguard: authentic data, dose: 0.5, from: 8, data: { authentic: { share: 0.5 } } }
  slots-late: { safeguard: exploration, from: 8, recommender: { explore: 0.2 } }
metrics: [coverage, choice_gini, rows, fidelity, ledger]
`;

test("what stops it, and whether that helps late, is printed and stands in run.json and in the report", async () => {
  const here = folder({ "s.yaml": safeguards });
  const { code, stdout } = await monoculture(here, ["run", "s.yaml", "--jobs", "1", "--out", "run", "--quiet"]);
  expect(code).toBe(0);
  const { answer, lateAnswer, hysteresis, arms } = record(join(here, "run"));
  const flat = (text: string) => text.replace(/\s+/g, " ");
  for (const line of [...answer, ...lateAnswer]) expect(flat(stdout)).toContain(flat(line));
  expect(lateAnswer.length).toBeGreaterThan(1);
  expect(hysteresis.arms).toMatchObject([
    { arm: "fresh-late", from: 8, early: "fresh", without: "nothing" },
    { arm: "slots-late", from: 8, without: "nothing" },
  ]);
  expect(arms.map(({ from }: { from?: number }) => from).slice(0, 4)).toEqual([undefined, undefined, 8, 8]);
  const page = readFileSync(join(here, "run", "report.html"), "utf8");
  expect(page).toContain("When the safeguard comes late");
  expect(page).toContain("fresh-late, from round 8");
  const json = JSON.parse((await monoculture(here, ["run", "s.yaml", "--out", "run", "--json", "--quiet"])).stdout);
  expect(json).toMatchObject({ reused: true, answer, lateAnswer, hysteresis });
}, 120_000);
