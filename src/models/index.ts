import { trainIals } from "./ials.ts";
import type { Model, TrainingContext } from "./model.ts";
import type { ModelOptions } from "./options.ts";
import { trainOracle, trainPopularity, trainRandom } from "./popularity.ts";

export { alsProblem, foldIn, initialFactors } from "./ials.ts";
export type { Model, TrainingContext } from "./model.ts";
export { type IalsObjective, type IalsOptions, ialsShape, type ModelOptions, modelSchema } from "./options.ts";
export { trainPopularity, trainRandom } from "./popularity.ts";

/** Trains the model that the options name. */
export async function train(context: TrainingContext, options: ModelOptions): Promise<Model> {
  switch (options.kind) {
    case "ials":
      return trainIals(context, options);
    case "popularity":
      return trainPopularity(context, options);
    case "random":
      return trainRandom(context);
    case "oracle":
      return trainOracle(context);
  }
}
