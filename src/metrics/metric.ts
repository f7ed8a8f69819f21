import type { Core } from "../core/index.ts";
import type { Harm, MetricInfo } from "./records.ts";
import type { RoundView } from "./view.ts";

/** A metric of the registry: what is published about it, and how a round's value is computed. */
export interface Metric extends MetricInfo {
  /** w of the collapse rule: rounds running that must exceed δ */
  readonly window: number;
  /** The value of a round, or undefined where the metric is not defined: it is then left out of the record. */
  compute(view: RoundView): number | undefined | Promise<number | undefined>;
}

/** The elementary functions that give the same bits on every engine; a `Core` is one. */
export type Elementary = Pick<Core, "exp" | "log">;

/** Three rounds: one bad round is weather, two may be one shock and its echo in the next training set. */
const defaultWindow = 3;

/** The collapse rule's defaults of a metric that is judged. */
export function judged(harm: Exclude<Harm, "none">, delta: number) {
  return { harm, delta, window: defaultWindow } as const;
}

/** The same of a metric that is only reported. */
export const reported = { harm: "none", delta: 0, window: defaultWindow } as const;
