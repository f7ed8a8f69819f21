import type { Eligibility } from "../core/index.ts";
import { indicesWhere, valuesAt } from "../log/index.ts";
import { isSteady, type Occasions, recommend, type ShownSlates } from "../recommender/index.ts";
import { logAttention, slateWeights } from "../users/index.ts";
import type { Round } from "./round.ts";

export type Shown = Required<Pick<Eligibility, "available">> & Eligibility;

/** Slates on display, and the weight of each slot in its user's choice. */
export interface Display {
  readonly slates: ShownSlates;
  /** (rows, k + 1) */
  readonly weights: Float64Array;
}

/** Shows slates to occasions. A slate that is the same at every visit is made once a round. */
export type ShowSlates = (occasions: Occasions, eligibility: Shown) => Promise<Display>;

export function showSlates(round: Round): ShowSlates {
  const display = async (occasions: Occasions, eligibility: Shown): Promise<Display> => {
    const { core, key, treatment } = round.options;
    const showing = { core, key, round: round.round, options: treatment.recommender, eligibility };
    const slates = await recommend(showing, round.service, occasions);
    const attention = logAttention(core, treatment.users.attention, slates.k);
    return { slates, weights: slateWeights(core, round.logit, attention, slates) };
  };
  let steady: { readonly rowOf: Int32Array; readonly display: Promise<Display> } | undefined;
  return async (occasions, eligibility) => {
    if (!isSteady(round.options.treatment.recommender, eligibility)) return display(occasions, eligibility);
    if (!steady) {
      const active = indicesWhere(round.activity.length, (u) => round.activity[u]! > 0);
      const rowOf = new Int32Array(round.activity.length);
      for (let row = 0; row < active.length; row++) rowOf[active[row]!] = row;
      steady = { rowOf, display: display({ users: active, draws: new Int32Array(active.length) }, eligibility) };
    }
    const { slates, weights } = await steady.display;
    return { slates: { ...slates, ...occasions, rows: valuesAt(steady.rowOf, occasions.users) }, weights };
  };
}
