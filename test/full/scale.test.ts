import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const root = join(import.meta.dirname, "../..");

// A process of its own: the largest resident set is the process's.
const program = `
  const { loadScenario, runExperiment } = await import(process.argv[1]);
  const { records } = await runExperiment(await loadScenario(process.argv[2]));
  console.log(JSON.stringify({ megabytes: process.resourceUsage().maxRSS / 1024, last: records.at(-1) }));
`;

const scenario = `
version: 1
rounds: 1
replicates: 1
control: false
world: { kind: drawn, users: 100000, items: 10000, activity: { mean: 5, sigma: 1 } }
recommender: { model: { kind: ials, factors: 16 } }
`;

test("a drawn world of 100,000 users × 10,000 items runs a round within 2 GB", async () => {
  const folder = mkdtempSync(join(tmpdir(), "monoculture-scale-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "large.yaml");
  writeFileSync(file, scenario);
  const given = ["--input-type=module", "-e", program, join(root, "dist/index.js"), file];
  const { stdout } = await promisify(execFile)(process.execPath, given);
  const { megabytes, last } = JSON.parse(stdout);
  expect(megabytes).toBeLessThan(2048);
  expect(last.round).toBe(1);
  expect(last.metrics.rows).toBeGreaterThan(400_000);
});
