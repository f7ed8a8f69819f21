import type { Core } from "../core/index.ts";
import type { Scenario } from "../scenario/index.ts";

/** What a law is observed in: a core, and the shipped scenarios of scenarios/validity. */
export interface Laboratory {
  readonly core: Core;
  /** @param set overrides such as "data.window=4"; the value is YAML */
  scenario(name: string, set: readonly string[]): Scenario;
}

/** The replicates `first` to `last`, both counted, of one seed: their draws are keyed by seed and replicate alone. */
export interface Replicates {
  readonly seed: number;
  readonly first: number;
  readonly last: number;
}

/** What replicates say of a quantity. An exact one has no standard error. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
  /** skewness / 6√n of the values of which this is the mean; left out where the standard error is not their own */
  readonly lean?: number;
}

/** The observed values: one column a quantity that a law looks at, one entry a replicate. */
export type Columns = readonly Float64Array[];

/** One quantity, as a closed form has it and as it is observed. */
export interface Comparison {
  readonly quantity: string;
  readonly predicted: number;
  /** how far the closed form itself may be from the truth, beside the sampling error: rounding, or a limit not reached; 0 where exact */
  readonly tolerance?: number;
  readonly observed: (columns: Columns) => Estimate;
}

export const families = [
  "drift",
  "fresh",
  "accumulate",
  "communities",
  "tail",
  "nulls",
  "regression",
  "factorisation",
] as const;
export type Family = (typeof families)[number];

/** The functions of the core that closed forms are made of. */
export type Elementary = Pick<Core, "exp" | "log" | "pow">;

/** A closed form, and the experiment that it predicts. */
export interface Law {
  /** unique, in lower case with hyphens */
  readonly name: string;
  readonly family: Family;
  /** the formula */
  readonly statement: string;
  /** what is run, in words */
  readonly setup: string;
  /** where the formula comes from */
  readonly source: string;
  readonly replicates: {
    readonly all: number;
    /** in the fast selection; a law without it is not part of that */
    readonly fast?: number;
  };
  /** replicates observed in one go: a piece of work of a second or less */
  readonly batch: number;
  comparisons(core: Elementary): readonly Comparison[];
  /** @returns one row a replicate, the values of one replicate in each */
  observe(laboratory: Laboratory, replicates: Replicates): Promise<readonly Float64Array[]>;
}
