import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { UnitRound } from "../../src/experiment/index.ts";
import { emptyRows } from "../../src/log/index.ts";
import type { RunFacts, RunRecord } from "../../src/results/index.ts";

/** A folder of its own, gone when the file's tests are done. */
export function folders(): () => string {
  const root = mkdtempSync(join(tmpdir(), "monoculture-results-"));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return () => mkdtempSync(join(root, "x-"));
}

export const identity = "ab".repeat(32);

export function factsIn(directory: string, more: Partial<RunFacts> = {}): RunFacts {
  return {
    directory,
    identity,
    name: "made-up",
    description: "a run that nobody simulated",
    seed: 1,
    rounds: 3,
    replicates: 1,
    period: "round",
    params: { seed: 1 },
    versions: { results: "1" },
    scenario: "version: 1\n",
    startedAt: "2024-01-01T00:00:00.000Z",
    keepsLog: false,
    ...more,
  };
}

export const recordLike = (more: Partial<RunRecord>): Partial<RunRecord> => ({
  format: "monoculture run 1",
  name: "made-up",
  identity,
  status: "finished",
  ...more,
});

/** A round of two items, of which the second was shown twice and chosen once. */
export function roundOf(round: number, more: Partial<UnitRound> = {}): UnitRound {
  const none = new Int32Array(0);
  return {
    arm: "only",
    replicate: 1,
    round,
    metrics: { coverage: 0.5 / (round + 1) },
    seconds: 0.01,
    items: { exposures: Float64Array.from([0, 2]), choices: Float64Array.from([0, 1]) },
    state: {
      round,
      log: [emptyRows(4)],
      present: new Uint8Array(1).fill(1),
      available: new Uint8Array(2).fill(1),
      consumed: { indptr: none, indices: none },
      minds: { tastes: Float32Array.from([round]) },
      truth: { users: Float32Array.from([round]), items: new Float32Array(0), intercepts: new Float32Array(0) },
      trained: undefined,
      temperature: undefined,
      sampled: undefined,
      missing: 0,
    },
    missing: 0,
    ...more,
  };
}
