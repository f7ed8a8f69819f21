import { loadCore } from "../../core/index.ts";
import { type Inference, inferenceOf } from "./inference.ts";

/** Statistics of a run's replicates, with resamples keyed by its seed and the functions of a core of their own. */
export async function withInference<T>(seed: number, work: (inference: Inference) => T | Promise<T>): Promise<T> {
  const core = await loadCore();
  try {
    return await work(inferenceOf(core, seed));
  } finally {
    await core.close();
  }
}
