export type { Interactions } from "./interact.ts";
export type { MeasureOptions, SimulationOptions, Treatment } from "./options.ts";
export { type SimulatedRound, simulate } from "./simulate.ts";
export { initialState, type SimulationState } from "./state.ts";
