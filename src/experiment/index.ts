export {
  atCapacity,
  heldNegatives,
  heldRows,
  NEGATIVE_BYTES,
  ROW_BYTES,
  treatmentIn,
  treatmentsOf,
} from "../simulation/index.ts";
export { type PlannedArm, planArms } from "./arms.ts";
export { bandsOf } from "./bands.ts";
export { callsOfExperiment, requireMemory } from "./capacity.ts";
export { type Executor, inThisThread } from "./executor.ts";
export {
  type ExperimentResult,
  type ResumePoint,
  type RunHooks,
  runExperiment,
} from "./experiment.ts";
export type { FitReport } from "./fitReport.ts";
export { loadPlugin } from "./loading.ts";
export {
  type ArmOptions,
  type ExperimentOptions,
  type LoadedPlugin,
  loaded,
  ownMetrics,
  pluginsOf,
  type TwinKind,
} from "./options.ts";
export { workerPool } from "./pool.ts";
export { type Prepared, prepare, worldOf } from "./prepare.ts";
export { firstReplicates, isPrecise, type Precision, type Targets } from "./replication.ts";
export { sizesOf, type WorldSizes } from "./sizes.ts";
export { type Inference, LEAST_FOR_P } from "./statistics/inference.ts";
export { halfWidthOf } from "./statistics/precision.ts";
export { type RoundLog, runUnit, type Unit, type UnitRound } from "./unit.ts";
