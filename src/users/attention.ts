import type { Core } from "../core/index.ts";
import { choiceModel } from "./choice/index.ts";
import type { Attention, UsersOptions } from "./options.ts";

/** ln of the attention given to each of k positions, the first being ln 1 = 0. */
export function logAttention(core: Core, attention: Attention, k: number): Float64Array {
  return Float64Array.from({ length: k }, (_, position) => {
    const rank = position + 1;
    switch (attention.kind) {
      case "none":
        return 0;
      case "geometric":
        return position * core.log(attention.persistence);
      case "log":
        return core.log(core.log(2) / core.log(rank + 1));
      case "power":
        return -attention.exponent * core.log(rank);
    }
  });
}

/** P(a slot is looked at) as far as position alone tells, by the users' choice model: see `ChoiceModel`. (k) */
export function examination(core: Core, { attention, choice }: UsersOptions, k: number): Float64Array {
  return choiceModel(choice).examination(core, logAttention(core, attention, k));
}
