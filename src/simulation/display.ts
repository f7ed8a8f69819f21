import type { Eligibility } from "../core/index.ts";
import { indicesWhere, valuesAt } from "../log/index.ts";
import { isSteady, type Occasions, recommend, type ShownSlates } from "../recommender/index.ts";
import { type ChoiceModel, choiceModel, follows, logAttention, type Setting } from "../users/index.ts";
import { foreseen } from "./options.ts";
import type { Round } from "./round.ts";

export type Shown = Required<Pick<Eligibility, "available">> & Eligibility;

/** Slates on display, and what each slot counts in its user's choice: see `ChoiceModel`. */
export interface Display {
  readonly slates: ShownSlates;
  /** (rows, k + 1) */
  readonly weights: Float64Array;
}

/** Shows slates to occasions. A slate that is the same at every visit is made once a round. */
export type ShowSlates = (occasions: Occasions, eligibility: Shown) => Promise<Display>;

/** How the round's users choose from slates. */
export function choosing({ options, round, logit }: Round): { model: ChoiceModel; setting: Setting } {
  const { core, key, treatment } = options;
  const { attention, choice, choices } = treatment.users;
  const attentions = logAttention(core, attention, treatment.recommender.slate);
  return { model: choiceModel(choice), setting: { core, key, round, logit, logAttention: attentions, most: choices } };
}

export function showSlates(round: Round): ShowSlates {
  const display = async (occasions: Occasions, eligibility: Shown): Promise<Display> => {
    const { core, key, treatment } = round.options;
    const wantsInclusion = foreseen(round.options).some((own) => own.recommender.train.propensity.by === "inclusion");
    const showing = { core, key, round: round.round, options: treatment.recommender, eligibility, wantsInclusion };
    const slates = await recommend(showing, round.service, occasions);
    if (wantsInclusion && !slates.inclusion)
      throw new Error("got slates without inclusions, expected them: train.propensity.by is inclusion");
    const { model, setting } = choosing(round);
    return { slates, weights: model.weigh(setting, slates) };
  };
  let steady: { readonly rowOf: Int32Array; readonly display: Promise<Display> } | undefined;
  return async (occasions, eligibility) => {
    if (!isSteady(round.options.treatment.recommender, eligibility)) return display(occasions, eligibility);
    if (!steady) {
      const { core, key, treatment } = round.options;
      const looks = (u: number) => round.activity[u]! > 0 && follows(core, key, treatment.users, u);
      const active = indicesWhere(round.activity.length, looks);
      const rowOf = new Int32Array(round.activity.length);
      for (let row = 0; row < active.length; row++) rowOf[active[row]!] = row;
      steady = { rowOf, display: display({ users: active, draws: new Int32Array(active.length) }, eligibility) };
    }
    const { slates, weights } = await steady.display;
    return { slates: { ...slates, ...occasions, rows: valuesAt(steady.rowOf, occasions.users) }, weights };
  };
}
