import type { Model, TrainingContext } from "./model.ts";
import { type ModelOptions, modelPart } from "./options.ts";

export { alsProblem, foldIn, type IalsObjective, type IalsOptions } from "./ials.ts";
export { initialFactors } from "./initial.ts";
export {
  type FactorModel,
  type FriendModel,
  factorsOf,
  knowingAll,
  type ListModel,
  type Model,
  type ModelPart,
  type ModelSizes,
  type NeighbourModel,
  type PeerModel,
  type TrainingContext,
} from "./model.ts";
export { type ModelOptions, modelPart, modelSchema } from "./options.ts";
export type { ModelPlugin, OwnModel } from "./plugin.ts";
export { popularityModel } from "./popularity.ts";
export { drawUsers, type UserProblem } from "./posterior.ts";
export { randomModel } from "./random.ts";
export { scorerOf } from "./scorer.ts";
export { type Ranking, scoresOf, topAmong, topOf } from "./scoring.ts";
export { userRows } from "./users.ts";

/** Trains the model that the options name. */
export async function train(context: TrainingContext, options: ModelOptions): Promise<Model> {
  return modelPart(options.kind).train(context, options);
}
