import type { Core } from "../core/index.ts";
import type { EdgeColumns, LogColumns } from "../log/columns.ts";
import {
  type ArmMetricSummary,
  type Frontier,
  type Hysteresis,
  metricsOf,
  type RoundRecord,
} from "../metrics/index.ts";
import { treatmentsOf } from "../simulation/index.ts";
import type { EdgeCounts } from "../world/index.ts";
import { type PlannedArm, planArms } from "./arms.ts";
import { requireMemoryFor } from "./capacity.ts";
import type { FitReport } from "./fitReport.ts";
import { frontierOf } from "./frontier/index.ts";
import { hysteresisOf } from "./hysteresis.ts";
import { type ExperimentOptions, ownMetrics } from "./options.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { firstReplicates, nextReplicates, type Precision } from "./replication.ts";
import { withInference } from "./statistics/withInference.ts";
import { summarise } from "./summary.ts";
import { runUnit, type Unit, type UnitRound } from "./unit.ts";

/** Where an experiment's work is done: in this thread, or in several workers. */
export interface Executor {
  prepare(options: ExperimentOptions, log?: LogColumns, edges?: EdgeColumns): Promise<Prepared>;
  /** Runs all units; rounds of one unit arrive in order, units in any. Stops early when the signal aborts. */
  run(units: readonly Unit[], onRound: (round: UnitRound) => void | Promise<void>, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

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
  const records: RoundRecord[] = (hooks.resume ?? []).flatMap((point) => point.records);
  const last = new Map<string, UnitFacts>();
  for (const { arm, replicate, state } of hooks.resume ?? []) {
    if (state)
      last.set(`${arm} ${replicate}`, { arm, replicate, temperature: state.temperature, missing: state.missing });
  }
  const onRound = async (round: UnitRound) => {
    const { arm, replicate, metrics, temperature, missing } = round;
    records.push({ arm, replicate, round: round.round, metrics });
    last.set(`${arm} ${replicate}`, { arm, replicate, temperature, missing });
    await hooks.onRound?.(round);
  };
  const units = unfinished(unitsOf(options, arms), options.rounds, hooks.resume ?? []);
  return withInference(options.seed, async (inference) => {
    let done = 0;
    let replicates = firstReplicates(options, hooks.precision);
    for (let next: number | undefined = replicates; next !== undefined; ) {
      replicates = next;
      const batch = units.filter(({ replicate }) => replicate > done && replicate <= replicates);
      await executor.run(batch, onRound, hooks.signal);
      hooks.signal?.throwIfAborted();
      done = replicates;
      next = hooks.precision && nextReplicates(options, arms, records, done, hooks.precision, inference);
      if (next !== undefined) hooks.onReplicates?.(next);
    }
    const facts = [...last.values()].filter(({ replicate }) => replicate <= replicates);
    const notes = [...notesOn(prepared, facts, arms, replicates), ...neverBegun(arms, options.rounds)];
    const kept = inOrder(records, arms, replicates);
    const metrics = metricsOf(kept, ownMetrics(options));
    const summary = summarise(arms, metrics, kept, options.rounds, options.measure.window, inference);
    const frontier = frontierOf(arms, kept, summary, options.rounds, inference);
    const late = hysteresisOf(arms, metrics, kept, summary, options.rounds, options.measure.window, inference);
    const found = {
      ...(prepared.fit ? { fit: prepared.fit } : {}),
      ...(frontier ? { frontier } : {}),
      ...(late ? { hysteresis: late } : {}),
    };
    return { arms, records: kept, summary, replicates, ...found, notes };
  });
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

/** What is known of a unit after its last round. */
interface UnitFacts {
  readonly arm: string;
  readonly replicate: number;
  readonly temperature: number | undefined;
  readonly missing: number;
}

/** What a reader of the results should know. */
function notesOn(
  { edges }: Prepared,
  units: readonly UnitFacts[],
  arms: readonly PlannedArm[],
  replicates: number,
): string[] {
  const fitted = new Set(
    arms.flatMap(({ name, treatment }) => {
      return treatmentsOf(treatment).some(({ data }) => data.synthetic.temperature === "fitted") ? [name] : [];
    }),
  );
  const temperatures = units.flatMap(({ arm, replicate, temperature }) => {
    if (temperature === undefined || !fitted.has(arm)) return [];
    const which = replicates > 1 ? `${arm}, replicate ${replicate}` : arm;
    return [
      `${which}: synthetic rows follow softmax(score / τ), τ = ${temperature.toPrecision(4)} as fitted to the original log`,
    ];
  });
  const shortages = arms.flatMap(({ name }) => {
    const missing = units.reduce((sum, unit) => sum + (unit.arm === name ? unit.missing : 0), 0);
    return missing > 0
      ? [
          `${name}: rounds stayed short of ${missing} rows in all, as users declined to the end of their patience or nothing was left to show`,
        ]
      : [];
  });
  return [...temperatures.sort(), ...shortages, ...(edges ? [noteOn(edges)] : [])];
}

function neverBegun(arms: readonly PlannedArm[], rounds: number): string[] {
  const after = arms.filter(({ kind, from }) => kind === "arm" && from !== undefined && from > rounds);
  return after.map(
    ({ name, from }) => `${name} would begin in round ${from}, after the last one: it is the scenario as it is`,
  );
}

function noteOn({ read, used, unknown, loops, friendships }: EdgeCounts): string {
  const left = `${unknown} of users that the world does not have and ${loops} of a user with themselves were left out`;
  return `the society has ${friendships} friendships from ${used} of ${read} rows of the list; ${left}`;
}

/** Everything in this thread, one unit after another. */
export function inThisThread(core: Core): Executor {
  let job: { options: ExperimentOptions; prepared: Prepared } | undefined;
  return {
    async prepare(options, log, edges) {
      job = { options, prepared: await prepare(core, options, log, edges) };
      return job.prepared;
    },
    async run(units, onRound, signal) {
      if (!job) throw new Error("run: called before prepare; call prepare first");
      for (const unit of units) {
        for await (const round of runUnit(core, job.options, job.prepared, unit)) {
          await onRound(round);
          if (signal?.aborted) return;
        }
      }
    },
    close: () => core.close(),
  };
}
