import type { Core, Factors, Key } from "../core/index.ts";
import type { TrainingSet } from "../log/index.ts";

/** A trained model: scores as an inner product, and who and what it has seen. Plain data, so that it can be saved. */
export interface Model {
  readonly factors: Factors;
  /** (users) 1 where the user had training rows; a model that needs none has seen everybody */
  readonly knowsUser: Uint8Array;
  /** (items) 1 where the item had training rows; a model that needs none has seen everything */
  readonly knowsItem: Uint8Array;
}

/** What a trainer may look at. `world` is what only the oracle reads. */
export interface TrainingContext {
  readonly core: Core;
  readonly key: Key;
  readonly training: TrainingSet;
  /** the model of the last round, for a warm start */
  readonly previous: Model | undefined;
  /** (users) group of each user */
  readonly groups: Int32Array;
  readonly groupCount: number;
  /** true utilities as factors, of the users as they are now */
  readonly truth: () => Factors;
}

/** 1 where the row has entries. */
export function seen(indptr: Int32Array): Uint8Array {
  const flags = new Uint8Array(indptr.length - 1);
  for (let r = 0; r < flags.length; r++) if (indptr[r + 1]! > indptr[r]!) flags[r] = 1;
  return flags;
}
