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

const plain = `
version: 1
rounds: 1
replicates: 1
control: false
world: { kind: drawn, users: 100000, items: 10000, activity: { mean: 5, sigma: 1 } }
recommender: { model: { kind: ials, factors: 16 } }
`;

const whole = `
version: 1
rounds: 2
replicates: 1
control: false
world:
  kind: drawn
  users: 100000
  items: 10000
  activity: { mean: 5, sigma: 1 }
  society: { kind: smallWorld, degree: 10 }
users: { drift: 0.1, influence: { strength: 1 } }
recommender:
  model: { kind: ials, factors: 16 }
  retrieve:
    - { model: { kind: ials, factors: 16 }, count: 100 }
    - { model: { kind: popularity }, count: 50 }
  pool: 100
  rerank: [{ kind: mmr }]
`;

test.each([
  ["the plain loop", plain, 2048],
  ["drift, society and a two-stage pipeline", whole, 4096],
])("a drawn world of 100,000 users × 10,000 items stays within its memory: %s", async (_, scenario, most) => {
  const folder = mkdtempSync(join(tmpdir(), "monoculture-scale-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "large.yaml");
  writeFileSync(file, scenario);
  const given = ["--input-type=module", "-e", program, join(root, "dist/index.js"), file];
  const { stdout } = await promisify(execFile)(process.execPath, given);
  const { megabytes, last } = JSON.parse(stdout);
  expect(megabytes).toBeLessThan(most);
  expect(last.metrics.rows).toBeGreaterThan(400_000);
});
