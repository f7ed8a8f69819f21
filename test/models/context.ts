import type { Core, Factors } from "../../src/core/index.ts";
import { negativePairs, summedNegatives, trainingSet } from "../../src/log/index.ts";
import {
  type FactorModel,
  type Model,
  type ModelOptions,
  type TrainingContext,
  train,
} from "../../src/models/index.ts";
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
  /** user, item, weight of pairs that were shown and not chosen */
  readonly negatives?: readonly (readonly [number, number, number])[];
}

/** What a trainer is handed, from a list of weighted pairs. */
export function contextOf(
  core: Core,
  { users, items, entries, previous, groups, truth, negatives }: Given,
): TrainingContext {
  const list = entries.map(([user, item, value = 1]): Row => [0, user, item, 0, value]);
  const ids = groups ?? new Array<number>(users).fill(0);
  const training = trainingSet([rows(list)], users, items, { authentic: 1, recommended: 1, synthetic: 1 });
  return {
    core,
    key,
    round: 0,
    training: { ...training, ...(negatives ? { negatives: negativesOf(negatives, { users, items }) } : {}) },
    previous,
    groups: Int32Array.from(ids),
    attributes: { dims: 1, items: new Float32Array(items) },
    groupCount: Math.max(...ids) + 1,
    truth: () => {
      if (!truth) throw new Error("only the oracle may look at the truth");
      return truth;
    },
  };
}

/** Trains a model that is expected to have factors. */
export async function trainFactors(context: TrainingContext, options: ModelOptions): Promise<FactorModel> {
  const model = await train(context, options);
  if (model.form !== "factors") throw new Error(`got a model of ${model.form}`);
  return model;
}

function negativesOf(list: NonNullable<Given["negatives"]>, size: { users: number; items: number }) {
  const column = (at: 0 | 1 | 2) => list.map((pair) => pair[at]);
  const part = {
    round: 1,
    user: Int32Array.from(column(0)),
    item: Int32Array.from(column(1)),
    weight: Float32Array.from(column(2)),
  };
  return negativePairs(summedNegatives([part], [1], size), size);
}

export function score({ dims, users, items }: Factors, u: number, i: number): number {
  let dot = 0;
  for (let k = 0; k < dims; k++) dot += users[u * dims + k]! * items[i * dims + k]!;
  return dot;
}
