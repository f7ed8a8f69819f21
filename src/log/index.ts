export type { LogColumns } from "./columns.ts";
export { drawByWeight } from "./draw.ts";
export { DataError } from "./errors.ts";
export { type DataOptions, dataSchema, type RowSchedule } from "./options.ts";
export { ascendingOrder } from "./order.ts";
export {
  addPairs,
  addWeightedPairs,
  distinctPairs,
  includes,
  unitePairs,
  type WeightedPairs,
  withoutPairs,
} from "./pairs.ts";
export { scheduledRows, selectTraining } from "./regime.ts";
export * from "./rows.ts";
export { indicesWhere, valuesAt } from "./select.ts";
export {
  meanRatings,
  type PairRatings,
  type SummedRows,
  summedRows,
  type TrainingSet,
  trainingSet,
} from "./training.ts";
