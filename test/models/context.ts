import type { Core, Csr, Factors } from "../../src/core/index.ts";
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
  /** user, item, value, rating */
  readonly entries: readonly (readonly [number, number, number?, number?])[];
  readonly previous?: Model;
  readonly groups?: readonly number[];
  readonly truth?: Factors;
  /** user, item, weight of pairs that were shown and not chosen */
  readonly negatives?: readonly (readonly [number, number, number])[];
  /** (items, dims) */
  readonly attributes?: readonly (readonly number[])[];
  /** friends of each user */
  readonly friends?: readonly (readonly number[])[];
  readonly round?: number;
}

/** What a trainer is handed, from a list of weighted pairs. */
export function contextOf(core: Core, given: Given): TrainingContext {
  const { users, items, entries, previous, groups, truth, negatives, attributes, friends, round = 0 } = given;
  const list = entries.map(([user, item, value = 1]): Row => [0, user, item, 0, value]);
  const log = rows(list);
  entries.forEach(([, , , rating = 0], n) => {
    log.rating[n] = rating;
  });
  const ids = groups ?? new Array<number>(users).fill(0);
  const training = trainingSet([log], users, items, { authentic: 1, recommended: 1, synthetic: 1 });
  return {
    core,
    key,
    round,
    training: { ...training, ...(negatives ? { negatives: negativesOf(negatives, { users, items }) } : {}) },
    previous,
    groups: Int32Array.from(ids),
    attributes: attributes
      ? { dims: attributes[0]!.length, items: Float32Array.from(attributes.flat()) }
      : { dims: 1, items: new Float32Array(items) },
    friends: friends && csrOf(friends),
    groupCount: Math.max(...ids) + 1,
    truth: () => {
      if (!truth) throw new Error("only the oracle may look at the truth");
      return truth;
    },
  };
}

export function csrOf(rows: readonly (readonly number[])[]): Csr {
  const indptr = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    indptr[r + 1] = indptr[r]! + row.length;
  });
  return { indptr, indices: Int32Array.from(rows.flat()) };
}

/** All items of the same parity as the user, but for a fifth of them, which is hidden. */
export function checkerboard(users: number, items: number) {
  const entries: [number, number][] = [];
  const hidden: [number, number][] = [];
  for (let u = 0; u < users; u++) {
    for (let i = u % 2; i < items; i += 2) ((u * 7 + i) % 5 === 0 ? hidden : entries).push([u, i]);
  }
  return { users, items, entries, hidden };
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
