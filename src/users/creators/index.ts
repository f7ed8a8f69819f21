export {
  adoptedBy,
  type Creators,
  exposureShares,
  firstCreators,
  giveUp,
  sharedOut,
} from "./creators.ts";
export { imitated, type Scene } from "./imitation.ts";
