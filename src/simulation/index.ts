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
export type { MeasureOptions, SimulationOptions, Treatment } from "./options.ts";
export { shortageOf } from "./refusal.ts";
export { type SimulatedRound, simulate } from "./simulate.ts";
export { atCapacity } from "./stage.ts";
export { initialState, type SimulationState } from "./state.ts";
