import type { Treatment } from "../simulation/index.ts";
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
  readonly treatment: Treatment;
}

/**
 * The arms of an experiment, then their controls, then their twins. A control is the arm with every new row
 * fresh and authentic: the same regime, rows and recommender, nothing of the loop. Arms that differ only in where rows come
 * from share one.
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
      treatment: control,
    };
    controls.set(identity, planned);
    return { control: planned.name };
  };
  const treated = Object.entries(options.arms).map(
    ([name, { description, safeguard, dose, users, recommender, data, catalogue }]): PlannedArm => {
      const treatment = { users, recommender, data, catalogue };
      const tried = { ...(safeguard === undefined ? {} : { safeguard }), ...(dose === undefined ? {} : { dose }) };
      return {
        name,
        kind: "arm",
        ...controlOf(name, treatment),
        description: description || name,
        ...tried,
        treatment,
      };
    },
  );
  const { arms, twins } = withTwins(treated, options.twins);
  return [...arms, ...controls.values(), ...twins];
}

function allAuthentic({ users, data, ...rest }: Treatment): Treatment {
  return {
    ...rest,
    users: { ...users, organic: 0, wordOfMouth: 0 },
    data: {
      ...data,
      authentic: { share: 1, by: "fresh", draw: "independent", unit: "row" },
      synthetic: { share: 0, from: "current", temperature: "fitted" },
    },
  };
}
