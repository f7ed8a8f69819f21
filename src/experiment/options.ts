import type { MeasureOptions, Treatment } from "../simulation/index.ts";
import type { WorldOptions } from "../world/index.ts";

export interface ArmOptions extends Treatment {
  readonly description: string;
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
}
