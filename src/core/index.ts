export type { Core } from "./core.ts";
export { CoreError } from "./errors.ts";
export { withBiases } from "./explicit.ts";
export { type CoreOptions, loadCore } from "./load.ts";
export type {
  AlsOptions,
  AlsProblem,
  BiasedFactors,
  BiasedItems,
  BprOptions,
  BprProblem,
  BprResult,
  Csr,
  Eligibility,
  ExplicitProblem,
  Factors,
  Key,
  Logit,
  Neighbours,
  RatedCsr,
  ScoredLists,
  Stream,
  ValuedCsr,
  Vectors,
  WeightedCsr,
  WeightedSlates,
} from "./types.ts";
