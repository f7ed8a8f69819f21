import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { type Executor, inThisThread, runExperiment } from "../../src/experiment/index.ts";
import { digestOf, loadCheckpoints, openTables, recordRun, type Tables } from "../../src/results/index.ts";
import { parseScenario } from "../../src/scenario/index.ts";
import { factsIn, folders, identity } from "./support.ts";

const folder = folders();
let core: Core;
let tables: Tables;
beforeAll(async () => {
  core = await loadCore();
  tables = await openTables();
});
afterAll(() => tables.close());

const text = `
version: 1
seed: 5
rounds: 7
replicates: 2
world: {kind: drawn, users: 14, items: 10, topics: 3, activity: {mean: 3}, history: 2}
users: {repeats: deny, drift: 0.1, patience: 4}
recommender: {model: {kind: ials, factors: 3, sweeps: 3}, slate: 4}
data: {synthetic: {share: 0.2}, regime: window, window: 2}
measure: {pairs: 20, window: 2}
log: all
control: false
arms:
  plain: {}
  kept: {data: {seed: keep}}
`;
const options = parseScenario(text, { file: "test.yaml" });

/** Hands states on as a pool does: with every third round only, copied, and round 0 without. */
function sparing(executor: Executor): Executor {
  return {
    ...executor,
    run: (units, onRound, signal) =>
      executor.run(
        units,
        ({ state, ...round }) => onRound(round.round % 3 === 1 ? { ...round, state: structuredClone(state!) } : round),
        signal,
      ),
  };
}

/** Runs in the directory from its checkpoints until `rounds` rounds have been handed out. */
async function attempt(directory: string, rounds: number) {
  const resumed = loadCheckpoints(directory, identity);
  const facts = factsIn(directory, { rounds: options.rounds, replicates: options.replicates, keepsLog: true });
  let clock = 0;
  const recorder = recordRun(tables, facts, resumed, false, () => clock);
  const controller = new AbortController();
  let ran = 0;
  const running = runExperiment(options, sparing(inThisThread(core)), undefined, {
    resume: resumed,
    signal: controller.signal,
    onPrepared: ({ arms, fit }) => recorder.start(arms, fit),
    onRound: async (round) => {
      clock += 1_000;
      await recorder.round(round);
      if (++ran === rounds) controller.abort(new Error("stopped"));
    },
  });
  try {
    const result = await running;
    return { result, ran, record: await recorder.finish(result, {}, () => "<html>") };
  } catch (error) {
    expect((error as Error).message).toBe("stopped");
    expect(recorder.stop("interrupted")).toBe(true);
    return { ran };
  }
}

test("a run stopped and resumed from checkpoints gives the same records and files, states being sent now and then", async () => {
  const whole = folder();
  const through = await attempt(whole, Number.POSITIVE_INFINITY);
  expect(through.ran).toBe(2 * 2 * 8);
  // two of the notes are of temperatures a unit, the others of rows
  expect(through.result!.notes.some((note) => note.includes("stayed short"))).toBe(true);

  const here = folder();
  let handedOut = 0;
  const stood: string[] = [];
  // stopped before the first state has come, upon one, and some rounds after one
  for (const rounds of [1, 3, 2, 5, 4, 7]) {
    const stopped = await attempt(here, rounds);
    expect(stopped.record).toBeUndefined();
    handedOut += stopped.ran;
    for (const { arm, replicate, state, records, items } of loadCheckpoints(here, identity)) {
      // a unit's records reach as far as its state, whatever has been seen since
      expect(records.map(({ round }) => round)).toEqual(Array.from({ length: state.round + 1 }, (_, t) => t));
      expect(items.every(({ round }) => round <= state.round)).toBe(true);
      expect([1, 4, 7]).toContain(state.round);
      stood.push(`${arm} ${replicate} ${state.round}`);
    }
  }
  expect(stood).toEqual(["plain 1 1", "plain 1 1", "plain 1 4", "plain 1 7", "kept 1 4", "plain 1 7"]);
  const resumed = await attempt(here, Number.POSITIVE_INFINITY);
  expect(handedOut + resumed.ran).toBeGreaterThan(through.ran);
  expect(resumed.ran).toBeLessThan(through.ran);
  expect(resumed.result).toEqual(through.result);
  expect(resumed.record!.digest).toBe(through.record!.digest);
  expect(digestOf(["plain", "kept"], resumed.result!.records)).not.toBe(digestOf(["plain", "kept"], []));
  for (const file of ["metrics.parquet", "items.parquet", "log.parquet"]) {
    expect(readFileSync(join(here, file)).equals(readFileSync(join(whole, file)))).toBe(true);
  }
});
