export type { EdgeColumns, LogColumns } from "./columns.ts";
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
export { keptParts, scheduledRows, selectTraining } from "./regime.ts";
export {
  type Moment,
  type Pool,
  type Regime,
  type RegimePlugin,
  regimeNames,
  type Selection,
} from "./regimes/index.ts";
export * from "./rows.ts";
export { largestShare, type Schedule, shareAt } from "./schedule.ts";
export { indicesWhere, valuesAt } from "./select.ts";
export {
  meanRatings,
  type PairRatings,
  type RowWeights,
  type SummedRows,
  summedRows,
  type TrainingSet,
  trainingSet,
} from "./training.ts";
export {
  decayOf,
  type NegativePairs,
  type Negatives,
  negativePairs,
  negativesOf,
  type RowRule,
  rowRules,
  type SummedNegatives,
  summedNegatives,
  type TrainOptions,
  trainSchema,
  type Weighing,
} from "./weights/index.ts";
