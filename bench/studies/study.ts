import type { Inference } from "../../src/experiment/index.ts";
import { metricsOf, type RoundRecord } from "../../src/metrics/index.ts";
import type { RunRecord } from "../../src/results/index.ts";

/** A finished run of a study, from its directory. */
export interface StudyRun {
  readonly directory: string;
  readonly record: RunRecord;
  readonly records: readonly RoundRecord[];
  readonly inference: Inference;
}

/** What one replicate of an arm shows in a round. Replicates are what intervals are of. */
export interface Value {
  readonly arm: string;
  readonly replicate: number;
  readonly round: number;
  readonly value: number;
}

/** One quantity of a study, by round and arm: a panel of its figure, and lines of its table. */
export interface Quantity {
  readonly title: string;
  /** d3 number format: ".3f", ".1%" */
  readonly format: string;
  /** least and largest value that it can take: intervals stay between them */
  readonly bounds?: readonly [low: number, high: number];
  readonly values: readonly Value[];
}

export interface Study {
  /** what is shown, from the run's files: most studies show metrics */
  quantities(run: StudyRun): readonly Quantity[] | Promise<readonly Quantity[]>;
  /** arms, controls and twins that are shown, in this order; all of them by default */
  readonly arms?: readonly string[];
  /** rounds of the table; the last one alone by default */
  readonly rounds?: readonly number[];
  /** the arm, control or twin that others are compared with at the last of these rounds, paired by replicate */
  readonly against?: string;
}

/**
 * Metrics as the run recorded them.
 * @throws {RangeError} when the run has no such metric
 */
export function ofMetrics(...names: readonly string[]): Study["quantities"] {
  return ({ record, records }) => {
    const known = metricsOf(records, record.ownMetrics);
    return names.map((name) => {
      const info = known.find((metric) => metric.name === name);
      if (!info) throw new RangeError(`${record.name} has no metric ${name}: ask for it in the scenario's metrics`);
      const values = records.flatMap(({ arm, replicate, round, metrics }) => {
        const value = metrics[name];
        return value === undefined ? [] : [{ arm, replicate, round, value }];
      });
      return { title: info.title, format: info.format, ...(info.bounds ? { bounds: info.bounds } : {}), values };
    });
  };
}

/** The quantity of some arms alone, as a panel of its own with its own title. */
export function onlyArms(quantity: Quantity, title: string, wanted: (arm: string) => boolean): Quantity {
  return {
    ...quantity,
    title,
    values: quantity.values.filter(({ arm }) => wanted(arm)),
  };
}
