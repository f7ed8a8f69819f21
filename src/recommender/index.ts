export { type DrawPlugin, type ItemsLeft, type RankOptions, rankKind } from "./draw/index.ts";
export { exploration } from "./explore.ts";
export { USERS_AT_ONCE } from "./lists.ts";
export { type RecommenderOptions, recommenderSchema } from "./options.ts";
export { listDepth, withRerankers } from "./pipeline.ts";
export {
  exploredSlots,
  isSteady,
  type Occasions,
  plainly,
  recommend,
  type Showing,
  type ShownSlates,
  slotLaw,
} from "./recommend.ts";
export {
  activeRerankers,
  type RankedList,
  type Reranker,
  type RerankerPlugin,
  type Surroundings,
} from "./rerank/index.ts";
export {
  isTraining,
  modelsOf,
  type Served,
  type Service,
  type Source,
  serviceOf,
  type Trained,
  trainModels,
} from "./serve.ts";
