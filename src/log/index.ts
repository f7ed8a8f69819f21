export type { LogColumns } from "./columns.ts";
export { drawByWeight } from "./draw.ts";
export { DataError } from "./errors.ts";
export { type DataOptions, dataSchema, type RowSchedule } from "./options.ts";
export { addPairs, distinctPairs, includes, type WeightedPairs, withoutPairs } from "./pairs.ts";
export { forget, scheduledRows, selectTraining } from "./regime.ts";
export * from "./rows.ts";
export { indicesWhere } from "./select.ts";
export { type TrainingSet, trainingSet } from "./training.ts";
