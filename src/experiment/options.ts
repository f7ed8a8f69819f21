import type { Metric } from "../metrics/index.ts";
import { type MeasureOptions, metricsAmong, type Plugin, type Treatment } from "../simulation/index.ts";
import type { WorldOptions } from "../world/index.ts";

export interface ArmOptions extends Treatment {
  readonly description: string;
  /** the safeguard that the arm tries, and how much of it */
  readonly safeguard?: string;
  readonly dose?: number;
}

export type TwinKind = "none" | "random" | "popularity" | "oracle";

/** An experiment: one world, several treatments, several replicates. A parsed scenario is one. */
export interface ExperimentOptions {
  readonly seed: number;
  readonly rounds: number;
  readonly replicates: number;
  readonly world: WorldOptions;
  /** the scenario's own behaviour of users, under which a world is fitted */
  readonly users: Treatment["users"];
  readonly arms: Readonly<Record<string, ArmOptions>>;
  /** whether every arm gets its control */
  readonly control: boolean;
  readonly twins: readonly TwinKind[];
  readonly metrics: "all" | readonly string[];
  readonly measure: MeasureOptions & {
    readonly window: number;
    /** metrics to compute for each group of users as well */
    readonly groups: readonly string[];
  };
  readonly log: "none" | "choices" | "all";
  /** the plug-ins that were loaded for it: no serialisation takes a symbol along, they stay in their thread */
  readonly [loaded]?: readonly LoadedPlugin[];
}

/** Where an experiment keeps the plug-ins that were loaded for it. */
export const loaded: unique symbol = Symbol("loaded");

/** A plug-in's file and the parts that it gave. */
export interface LoadedPlugin {
  /** an absolute path */
  readonly file: string;
  /** of the file's bytes */
  readonly sha256: string;
  readonly parts: readonly Plugin[];
}

export function pluginsOf({ [loaded]: plugins = [] }: Pick<ExperimentOptions, typeof loaded>): Plugin[] {
  return plugins.flatMap(({ parts }) => parts);
}

/** The metrics that an experiment's plug-ins bring. */
export function ownMetrics(options: Pick<ExperimentOptions, typeof loaded>): Metric[] {
  return metricsAmong(pluginsOf(options));
}
