export type { Core } from "./core.ts";
export { CoreError } from "./errors.ts";
export { type CoreOptions, loadCore } from "./load.ts";
export type {
  AlsProblem,
  Csr,
  Eligibility,
  Factors,
  Key,
  Logit,
  Stream,
  WeightedCsr,
  WeightedSlates,
} from "./types.ts";
