export { type RecommenderOptions, recommenderSchema } from "./options.ts";
export { isSteady, type Occasions, recommend, type Showing, type ShownSlates } from "./recommend.ts";
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
