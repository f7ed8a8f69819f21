import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { planArms } from "../../src/experiment/arms.ts";
import {
  type ExperimentOptions,
  halfWidthOf,
  inThisThread,
  type ResumePoint,
  runExperiment,
} from "../../src/experiment/index.ts";
import { nextReplicates } from "../../src/experiment/replication.ts";
import { inferenceOf } from "../../src/experiment/statistics/inference.ts";
import { parseScenario } from "../../src/scenario/index.ts";

const core = await loadCore();

const scenario = (...set: string[]): ExperimentOptions =>
  parseScenario(
    `
version: 1
rounds: 2
replicates: 40
world: { kind: shares, users: 30, shares: { items: 12, exponent: 1 }, activity: 2 }
recommender: { model: { kind: popularity }, slate: 3 }
metrics: [coverage, choice_gini]
measure: { window: 1 }
arms: { accumulate: {}, replace: { data: { regime: replace } } }
`,
    { file: "test.yaml", set },
  );

const run = (options: ExperimentOptions, hooks: Parameters<typeof runExperiment>[3] = {}) =>
  runExperiment(options, inThisThread(core), undefined, hooks);

const target = 0.035;
const precision = { targets: { choice_gini: target }, from: 1 };

test("replicates are added until every arm is precise, and the result is that of so many from the start", async () => {
  const announced: number[] = [];
  const grown = await run(scenario(), { precision, onReplicates: (n) => announced.push(n) });
  expect(grown.replicates).toBeGreaterThan(10);
  expect(grown.replicates).toBeLessThan(40);
  expect(announced.at(-1)).toBe(grown.replicates);
  const halves = (summary: typeof grown.summary) =>
    summary.flatMap(({ arm, metric, interval }) =>
      metric === "choice_gini" && !arm.startsWith("control") ? [(interval!.high - interval!.low) / 2] : [],
    );
  expect(halves(grown.summary)).toHaveLength(2);
  for (const half of halves(grown.summary)) expect(half).toBeLessThanOrEqual(target);
  expect(Math.max(...halves((await run(scenario("replicates=10"))).summary))).toBeGreaterThan(target);
  expect(await run(scenario(`replicates=${grown.replicates}`))).toEqual(grown);
});

test("a run that is resumed, whatever it holds already, comes to the same number", async () => {
  const grown = await run(scenario(), { precision });
  const last = new Map<string, ResumePoint>();
  await run(scenario("replicates=40"), {
    onRound({ arm, replicate, round, metrics, state }) {
      const unit = `${arm} ${replicate}`;
      const records = [...(last.get(unit)?.records ?? []), { arm, replicate, round, metrics }];
      last.set(unit, { arm, replicate, records, state });
    },
  });
  // all of them, and those of replicates 1 to 7 and 39
  const all = [...last.values()];
  const some = all.filter(({ replicate }) => replicate <= 7 || replicate === 39);
  for (const resume of [all, some]) expect(await run(scenario(), { precision, resume })).toEqual(grown);
});

test("there are never more than the most, and never more than needed when nothing varies", async () => {
  const narrow = { targets: { choice_gini: 1e-9 }, from: 1 };
  expect((await run(scenario("replicates=7"), { precision: narrow })).replicates).toBe(7);
  expect((await run(scenario("replicates=3"), { precision: narrow })).replicates).toBe(3);
  expect((await run(scenario(), { precision: { targets: { coverage: 1 }, from: 1 } })).replicates).toBe(10);
  expect((await run(scenario(), { precision: { targets: { coverage: 1 }, from: 12 } })).replicates).toBe(12);
});

test("what a number of replicates is said to give is about what it gives", async () => {
  const { summary } = await run(scenario("replicates=16"));
  const line = summary.find(({ arm, metric }) => arm === "replace" && metric === "choice_gini")!;
  const expected = halfWidthOf(line.standardError! * 4, 40, 0.95);
  const { interval } = (await run(scenario())).summary.find(
    ({ arm, metric }) => arm === "replace" && metric === "choice_gini",
  )!;
  // the standard deviation of 16 is known to a factor of about 1 ± 4 / √30
  expect((interval!.high - interval!.low) / 2 / expected).toBeGreaterThan(1 / 1.75);
  expect((interval!.high - interval!.low) / 2 / expected).toBeLessThan(1.75);
});

test("precision is judged by the interval that is told: corrected for the skewness of all rounds", () => {
  const options = scenario();
  const arms = planArms(options);
  const inference = inferenceOf(core, 1);
  // nine replicates alike and one apart, above them at round 2 and below at round 1: on average no skewness
  const values = Array.from({ length: 10 }, (_, r) => (r === 0 ? [-1, 1] : [0, 0]));
  const records = values.flatMap((own, r) =>
    arms.flatMap(({ name: arm, kind }) =>
      own.map((value, t) => ({
        ...{ arm, replicate: r + 1, round: t + 1 },
        metrics: { utility_forgone: kind === "arm" ? value : 0 },
      })),
    ),
  );
  const alone = inference.ofDifferences(values.map(([, last]) => last!))!;
  const half = halfWidthOf(Math.sqrt(0.1), 10, 0.95);
  expect((alone.high - alone.low) / 2).toBeGreaterThan(1.2 * half);
  const next = (target: number) =>
    nextReplicates(options, arms, records, 10, { targets: { utility_forgone: target }, from: 1 }, inference);
  expect(next(1.01 * half)).toBeUndefined();
  expect(next(0.99 * half)).toBe(11);
});
