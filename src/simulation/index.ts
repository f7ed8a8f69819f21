export type { Moment, Pool, RegimePlugin, Selection } from "../log/index.ts";
export type { MetricPlugin, RoundView } from "../metrics/index.ts";
export type { ModelPlugin, OwnModel, TrainingContext } from "../models/index.ts";
export type {
  DrawPlugin,
  ItemsLeft,
  RankedList,
  Reranker,
  RerankerPlugin,
  Surroundings,
} from "../recommender/index.ts";
export type { ChoicePlugin, OwnChoiceModel } from "../users/index.ts";
export {
  callsOf,
  heldNegatives,
  heldRows,
  NEGATIVE_BYTES,
  type PlannedCall,
  ROW_BYTES,
  type Sizes,
} from "./capacity.ts";
export type { Interactions } from "./interact.ts";
export type { MeasureOptions, Safeguard, SimulationOptions, Treatment } from "./options.ts";
export { partsIn } from "./parts.ts";
export { treatmentIn, treatmentsOf, withEach } from "./phases.ts";
export { metricsAmong, type Plugin, type Visit } from "./plugins.ts";
export { shortageOf } from "./refusal.ts";
export { type SimulatedRound, simulate } from "./simulate.ts";
export { atCapacity } from "./stage.ts";
export { initialState, type SimulationState } from "./state.ts";
