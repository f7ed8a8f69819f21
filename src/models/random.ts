import { z } from "zod";
import { type FactorModel, knowingAll, type ModelPart } from "./model.ts";

const schema = z.strictObject({ kind: z.literal("random") });

/** Every score zero: the order is the keyed draw that breaks ties. */
export function randomModel(users: number, items: number): FactorModel {
  return knowingAll({ dims: 1, users: new Float32Array(users), items: new Float32Array(items) });
}

export const random: ModelPart<typeof schema> = {
  schema,
  form: "factors",
  personal: false,
  dims: () => 1,
  train: ({ training }) => randomModel(training.users, training.items),
  work: () => 0,
};
