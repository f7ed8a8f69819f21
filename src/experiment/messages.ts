import { CoreError } from "../core/index.ts";
import type { EdgeColumns, LogColumns } from "../log/columns.ts";
import { DataError } from "../log/errors.ts";
import { PluginError } from "../plugins/index.ts";
import type { PluginFile } from "./loading.ts";
import type { ExperimentOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import type { Unit, UnitRound } from "./unit.ts";

/** What a worker is started with. */
export interface PoolShape {
  /** of its own core */
  readonly threads: number;
  /** of all cores together */
  readonly all: number;
}

/** What the pool says to a worker. */
export type Request =
  | {
      readonly kind: "prepare";
      readonly options: ExperimentOptions;
      readonly log?: LogColumns;
      readonly edges?: EdgeColumns;
    }
  | {
      readonly kind: "job";
      readonly options: ExperimentOptions;
      readonly prepared: Prepared;
      readonly plugins: readonly PluginFile[];
    }
  | { readonly kind: "unit"; readonly unit: Unit };

/** What a worker says to the pool. */
export type Reply =
  | { readonly kind: "prepared"; readonly prepared: Prepared }
  | { readonly kind: "round"; readonly round: UnitRound }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly failure: Failure };

/** An error between threads: structured cloning would lose its class. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

export function failureOf(error: unknown): Failure {
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: "Error", message: String(error), stack: undefined };
}

export function errorFrom({ name, message, stack }: Failure): Error {
  const classes: Record<string, new (message: string) => Error> = { CoreError, DataError, PluginError };
  const error = new (classes[name] ?? Error)(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
