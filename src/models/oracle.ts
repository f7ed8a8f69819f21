import { z } from "zod";
import { knowingAll, type ModelPart } from "./model.ts";

const schema = z.strictObject({ kind: z.literal("oracle") });

/** True utilities of the users as they are when it is trained. */
export const oracle: ModelPart<typeof schema> = {
  schema,
  form: "factors",
  personal: false,
  dims: (_options, { dims }) => dims + 1,
  train: ({ truth }) => knowingAll(truth()),
  work: () => 0,
};
