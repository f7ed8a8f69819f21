export { drawActivity } from "./activity.ts";
export { logAttention } from "./attention.ts";
export { type OfferedSlates, slateUtilities, slateWeights } from "./choice.ts";
export { drift } from "./drift.ts";
export { type UsersOptions, usersSchema } from "./options.ts";
