export { arrivedBy, mostArrivedBy } from "./arrivals.ts";
export * from "./catalogue/index.ts";
export { drawnWorld, truthKey } from "./drawn.ts";
export { type FitEvidence, fittedWorld, logLikelihood } from "./fitted.ts";
export { blend, type Capacity, grownPointers, grownWorld, KINSHIP } from "./growth.ts";
export { type Demand, expectedDemand, matchShares } from "./intercepts.ts";
export type { LogSource } from "./logSource.ts";
export {
  type DrawnWorldOptions,
  type FittedWorldOptions,
  type SharesWorldOptions,
  type WorldOptions,
  worldSchema,
} from "./options.ts";
export { declinesPerChoice, type FreeChoices, withOutsideShare } from "./outside.ts";
export { sharesWorld } from "./shares.ts";
export {
  type EdgeCounts,
  type EdgeSource,
  type GivenEdges,
  type SocietyOptions,
  societyOf,
} from "./society/index.ts";
export { attributesOf, type LiftedLogit, logitOf, type Truth, truthOf, utility, utilityFactors } from "./truth.ts";
export { everyone, totalActivity, type World } from "./world.ts";
