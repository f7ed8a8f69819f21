export { drawActivity } from "./activity.ts";
export { anyoneLooks, follows } from "./adoption.ts";
export { isPopulationSettled, newUsersBy } from "./arrivals.ts";
export { examination, logAttention } from "./attention.ts";
export {
  type ChoiceModel,
  type ChoiceOptions,
  type ChoicePlugin,
  choiceModel,
  type Looks,
  type OwnChoiceModel,
  type Setting,
} from "./choice/index.ts";
export { type OfferedSlates, slateUtilities, slateWeights } from "./choice.ts";
export { type ChurnOptions, leavingChance, satisfied, stay, type Visits } from "./churn.ts";
export * from "./creators/index.ts";
export {
  type Choices,
  type Consider,
  type ConsiderationSets,
  type Considering,
  considering,
  type DiscoveryOptions,
  remembered,
  roundsRemembered,
} from "./discovery/index.ts";
export { chooseFreely, expectedChoices, type FreeStream } from "./freely.ts";
export { addLifts, influenceOf } from "./influence.ts";
export { type UsersOptions, usersSchema } from "./options.ts";
export { type Minds, mindsSlates, move, truthUnder } from "./preferences/index.ts";
export { type Raters, rate } from "./rating.ts";
