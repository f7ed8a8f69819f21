export { type RankOptions, rankKind } from "./draw/index.ts";
export { exploration } from "./explore.ts";
export { type RecommenderOptions, recommenderSchema } from "./options.ts";
export { isSteady, type Occasions, recommend, type Showing, type ShownSlates, slotLaw } from "./recommend.ts";
export {
  isTraining,
  modelFor,
  modelsOf,
  type Served,
  type Service,
  type Source,
  serviceOf,
  type Trained,
  trainModels,
} from "./serve.ts";
