export { type ComparisonResult, falseAlarm, judge, type LawResult, MOST_ERRORS, piecesOf } from "./check.ts";
export { validityScenarios } from "./files.ts";
export {
  type Columns,
  type Comparison,
  type Estimate,
  type Family,
  families,
  type Laboratory,
  type Law,
  type Replicates,
} from "./law.ts";
export { lawNamed, laws } from "./laws/index.ts";
export { workerObservatory } from "./pool.ts";
export { checkLaw, hereObservatory, type Observatory, replicatesOf, type Selection, validate } from "./validate.ts";
