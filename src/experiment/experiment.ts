import type { EdgeColumns, LogColumns } from "../log/columns.ts";
import {
  type ArmMetricSummary,
  type Frontier,
  type Hysteresis,
  metricsOf,
  type RoundRecord,
} from "../metrics/index.ts";
import { type PlannedArm, planArms } from "./arms.ts";
import { requireMemoryFor } from "./capacity.ts";
import type { Executor } from "./executor.ts";
import type { FitReport } from "./fitReport.ts";
import { frontierOf } from "./frontier/index.ts";
import { hysteresisOf } from "./hysteresis.ts";
import { notesOn, type UnitFacts } from "./notes.ts";
import { type ExperimentOptions, ownMetrics } from "./options.ts";
import { firstReplicates, nextReplicates, type Precision } from "./replication.ts";
import type { Inference } from "./statistics/inference.ts";
import { withInference } from "./statistics/withInference.ts";
import { summarise } from "./summary.ts";
import type { Unit, UnitRound } from "./unit.ts";

export interface RunHooks {
  /** after the world is ready and before the first unit */
  readonly onPrepared?: (prepared: { readonly arms: readonly PlannedArm[]; readonly fit?: FitReport }) => void;
  readonly onRound?: (round: UnitRound) => void | Promise<void>;
  readonly signal?: AbortSignal;
  /** rounds of an earlier run of the same experiment, and the states to go on from */
  readonly resume?: readonly ResumePoint[];
  /** to end with fewer replicates than the options', once these are precise enough */
  readonly precision?: Precision;
  /** before more replicates are run, with the number there will be */
  readonly onReplicates?: (replicates: number) => void;
}

/** The finished rounds of one unit, and its state after the last of them. */
export interface ResumePoint {
  readonly arm: string;
  readonly replicate: number;
  readonly records: readonly RoundRecord[];
  readonly state: Unit["from"];
}

export interface ExperimentResult {
  readonly arms: readonly PlannedArm[];
  /** ordered by arm as planned, replicate and round */
  readonly records: readonly RoundRecord[];
  readonly summary: readonly ArmMetricSummary[];
  /** how many there were: as many as asked for, unless a precision was reached with fewer */
  readonly replicates: number;
  readonly fit?: FitReport;
  /** where arms try safeguards */
  readonly frontier?: Frontier;
  /** where arms begin late */
  readonly hysteresis?: Hysteresis;
  readonly notes: readonly string[];
}

/**
 * Runs every arm, control and twin of every replicate.
 * @param log the interaction log, where the world is fitted to one
 * @param edges the list of friendships, where the world's society is read from one
 * @throws DataError where the log or the list does not give a world; CoreError where memory does not suffice;
 * the signal's reason where it aborts
 */
export async function runExperiment(
  options: ExperimentOptions,
  executor: Executor,
  log?: LogColumns,
  hooks: RunHooks = {},
  edges?: EdgeColumns,
): Promise<ExperimentResult> {
  const arms = planArms(options);
  requireMemoryFor(options, log);
  const prepared = await executor.prepare(options, log, edges);
  hooks.signal?.throwIfAborted();
  hooks.onPrepared?.({ arms, ...(prepared.fit ? { fit: prepared.fit } : {}) });
  const known = resumed(hooks.resume ?? []);
  return withInference(options.seed, async (inference) => {
    const replicates = await runReplicates(options, arms, executor, hooks, known, inference);
    const facts = [...known.last.values()].filter(({ replicate }) => replicate <= replicates);
    const records = inOrder(known.records, arms, replicates);
    return {
      arms,
      records,
      replicates,
      ...(prepared.fit ? { fit: prepared.fit } : {}),
      ...findings(options, arms, records, inference),
      notes: notesOn(prepared, facts, arms, replicates, options.rounds),
    };
  });
}

/** What has come of the units so far. */
interface Known {
  readonly records: RoundRecord[];
  /** by arm and replicate */
  readonly last: Map<string, UnitFacts>;
}

function resumed(resume: readonly ResumePoint[]): Known {
  const last = new Map<string, UnitFacts>();
  for (const { arm, replicate, state } of resume) {
    if (!state) continue;
    last.set(`${arm} ${replicate}`, { arm, replicate, temperature: state.temperature, missing: state.missing });
  }
  return { records: resume.flatMap((point) => point.records), last };
}

/**
 * Runs the replicates that are asked for, or as many as a precision takes.
 * @returns how many there are
 */
async function runReplicates(
  options: ExperimentOptions,
  arms: readonly PlannedArm[],
  executor: Executor,
  { signal, resume, precision, onReplicates, onRound }: RunHooks,
  { records, last }: Known,
  inference: Inference,
): Promise<number> {
  const units = unfinished(unitsOf(options, arms), options.rounds, resume ?? []);
  const keep = async (round: UnitRound) => {
    const { arm, replicate, metrics, temperature, missing } = round;
    records.push({ arm, replicate, round: round.round, metrics });
    last.set(`${arm} ${replicate}`, { arm, replicate, temperature, missing });
    await onRound?.(round);
  };
  let done = 0;
  for (let wanted = firstReplicates(options, precision); ; ) {
    const batch = units.filter(({ replicate }) => replicate > done && replicate <= wanted);
    await executor.run(batch, keep, signal);
    signal?.throwIfAborted();
    done = wanted;
    const next = precision && nextReplicates(options, arms, records, done, precision, inference);
    if (next === undefined) return done;
    onReplicates?.(next);
    wanted = next;
  }
}

/** What the records say of the arms. */
function findings(
  options: ExperimentOptions,
  arms: readonly PlannedArm[],
  records: readonly RoundRecord[],
  inference: Inference,
): Pick<ExperimentResult, "summary" | "frontier" | "hysteresis"> {
  const { rounds, measure } = options;
  const metrics = metricsOf(records, ownMetrics(options));
  const summary = summarise(arms, metrics, records, rounds, measure.window, inference);
  const frontier = frontierOf(arms, records, summary, rounds, inference);
  const hysteresis = hysteresisOf(arms, metrics, records, summary, rounds, measure.window, inference);
  return { summary, ...(frontier ? { frontier } : {}), ...(hysteresis ? { hysteresis } : {}) };
}

/** By arm as planned, replicate and round; without those of replicates that an earlier attempt ran and that are not needed. */
function inOrder(records: readonly RoundRecord[], arms: readonly PlannedArm[], replicates: number): RoundRecord[] {
  const place = new Map(arms.map((arm, n) => [arm.name, n]));
  return records
    .filter(({ replicate }) => replicate <= replicates)
    .sort((a, b) => place.get(a.arm)! - place.get(b.arm)! || a.replicate - b.replicate || a.round - b.round);
}

/** Replicate by replicate, so that an interrupted run has whole replicates to show. */
function unitsOf(options: ExperimentOptions, arms: readonly PlannedArm[]): Unit[] {
  const replicates = Array.from({ length: options.replicates }, (_, r) => r + 1);
  return replicates.flatMap((replicate) => arms.map(({ name, treatment }) => ({ arm: name, replicate, treatment })));
}

function unfinished(units: readonly Unit[], rounds: number, resume: readonly ResumePoint[]): Unit[] {
  return units.flatMap((unit) => {
    const point = resume.find(({ arm, replicate }) => arm === unit.arm && replicate === unit.replicate);
    if (!point?.state) return [unit];
    return point.state.round >= rounds ? [] : [{ ...unit, from: point.state }];
  });
}
