import { type Treatment, withEach } from "../simulation/index.ts";
import type { ExperimentOptions } from "./options.ts";
import { withTwins } from "./twins.ts";

/** One line of an experiment: an arm, the control that several arms may share, or a twin. */
export interface PlannedArm {
  readonly name: string;
  readonly kind: "arm" | "control" | "twin";
  /** name of the control, of arms and twins */
  readonly control?: string;
  /** names of the twins that an arm is compared with */
  readonly twins?: readonly string[];
  readonly description: string;
  /** the safeguard that an arm tries, and how much of it */
  readonly safeguard?: string;
  readonly dose?: number;
  /** the round in which its treatment begins, where that is a late one */
  readonly from?: number;
  readonly treatment: Treatment;
}

/**
 * The arms of an experiment, then their controls, then their twins. A control is the arm with every new row
 * fresh and authentic: the same regime, rows and recommender, nothing of the loop. Arms that differ only in where rows come
 * from share one. An arm that begins late has a control that changes with it.
 */
export function planArms(options: ExperimentOptions): PlannedArm[] {
  const controls = new Map<string, PlannedArm>();
  const controlOf = (name: string, treatment: Treatment): { control?: string } => {
    if (!options.control) return {};
    const control = allAuthentic(treatment);
    const identity = JSON.stringify(control);
    const planned = controls.get(identity) ?? {
      name: `control-${name}`,
      kind: "control" as const,
      description: `control of ${name}: as many rows, all fresh and authentic`,
      ...beginning(control),
      treatment: control,
    };
    controls.set(identity, planned);
    return { control: planned.name };
  };
  const treated = Object.entries(options.arms).map(
    ([name, { description, safeguard, dose, users, recommender, data, catalogue, before }]): PlannedArm => {
      const treatment = { users, recommender, data, catalogue, ...(before ? { before } : {}) };
      const tried = { ...(safeguard === undefined ? {} : { safeguard }), ...(dose === undefined ? {} : { dose }) };
      return {
        name,
        kind: "arm",
        ...controlOf(name, treatment),
        description: `${description || name}${before ? `, from round ${before.round} on` : ""}`,
        ...tried,
        ...beginning(treatment),
        treatment,
      };
    },
  );
  const { arms, twins } = withTwins(treated, options.twins);
  return [...arms, ...controls.values(), ...twins];
}

const beginning = ({ before }: Treatment) => (before ? { from: before.round } : {});

function allAuthentic(treatment: Treatment): Treatment {
  const { users, ...rest } = withEach(treatment, ({ recommender, data }) => ({
    recommender,
    data: {
      ...data,
      authentic: { share: 1, by: "fresh", draw: "independent", unit: "row" },
      synthetic: { share: 0, from: "current", temperature: "fitted" },
    },
  }));
  return { ...rest, users: { ...users, organic: 0, wordOfMouth: 0 } };
}
