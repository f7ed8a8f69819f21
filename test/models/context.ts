import type { Core, Factors } from "../../src/core/index.ts";
import { trainingSet } from "../../src/log/index.ts";
import type { Model, TrainingContext } from "../../src/models/index.ts";
import { type Row, rows } from "../log/rows.ts";

export const key = { seed: 5, replicate: 1 };

export interface Given {
  readonly users: number;
  readonly items: number;
  /** user, item, value */
  readonly entries: readonly (readonly [number, number, number?])[];
  readonly previous?: Model;
  readonly groups?: readonly number[];
  readonly truth?: Factors;
}

/** What a trainer is handed, from a list of weighted pairs. */
export function contextOf(core: Core, { users, items, entries, previous, groups, truth }: Given): TrainingContext {
  const list = entries.map(([user, item, value = 1]): Row => [0, user, item, 0, value]);
  const ids = groups ?? new Array<number>(users).fill(0);
  return {
    core,
    key,
    training: trainingSet([rows(list)], users, items, { authentic: 1, recommended: 1, synthetic: 1 }),
    previous,
    groups: Int32Array.from(ids),
    groupCount: Math.max(...ids) + 1,
    truth: () => {
      if (!truth) throw new Error("only the oracle may look at the truth");
      return truth;
    },
  };
}

export function score({ dims, users, items }: Factors, u: number, i: number): number {
  let dot = 0;
  for (let k = 0; k < dims; k++) dot += users[u * dims + k]! * items[i * dims + k]!;
  return dot;
}
