import type { Core } from "../../src/core/index.ts";
import type { Data } from "./data.ts";
import { scoringKernels } from "./scoring.ts";
import { trainingKernels } from "./training.ts";

/** A call of the core that is timed. */
export interface Kernel {
  readonly name: string;
  /** operations of a call, see counts.ts */
  readonly operations: number;
  /** what is counted */
  readonly counted: string;
  /** what it is held to: 32-bit floats, or products of 16-bit whole numbers; float32's for sums in float64 as well */
  readonly peak: "float32" | "int16";
  /** what the call's input consists of */
  readonly entries: { readonly count: number; readonly of: string };
  run(core: Core): Promise<unknown>;
}

/** Every bulk call of the core. @param core for what some need to be given */
export async function kernelsOf(core: Core, data: Data): Promise<Kernel[]> {
  return [...trainingKernels(data), ...(await scoringKernels(core, data))];
}
