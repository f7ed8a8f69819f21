import type { Core } from "./core.ts";
import { CoreError } from "./errors.ts";

/** Loads the numeric core: an independent instance with its own memory. */
export async function loadCore(): Promise<Core> {
  throw new CoreError("loadCore: the module is being written");
}
