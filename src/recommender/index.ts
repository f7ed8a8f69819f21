export { type RecommenderOptions, recommenderSchema } from "./options.ts";
export { isSteady, type Occasions, recommend, type Showing, type ShownSlates } from "./recommend.ts";
export { type Service, trainService } from "./serve.ts";
