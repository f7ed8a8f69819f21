import type { Core } from "../core/index.ts";
import type { EdgeColumns, LogColumns } from "../log/columns.ts";
import type { ExperimentOptions } from "./options.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { runUnit, type Unit, type UnitRound } from "./unit.ts";

/** Where an experiment's work is done: in this thread, or in several workers. */
export interface Executor {
  prepare(options: ExperimentOptions, log?: LogColumns, edges?: EdgeColumns): Promise<Prepared>;
  /** Runs all units; rounds of one unit arrive in order, units in any. Stops early when the signal aborts. */
  run(units: readonly Unit[], onRound: (round: UnitRound) => void | Promise<void>, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
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
