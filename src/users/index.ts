export { drawActivity } from "./activity.ts";
export { logAttention } from "./attention.ts";
export { type OfferedSlates, slateUtilities, slateWeights } from "./choice.ts";
export { chooseFreely, expectedChoices, type FreeStream } from "./freely.ts";
export { type UsersOptions, usersSchema } from "./options.ts";
export { type Minds, mindsSlates, move, truthUnder } from "./preferences/index.ts";
export { type Raters, rate } from "./rating.ts";
