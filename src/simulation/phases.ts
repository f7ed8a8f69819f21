import type { Safeguard, SimulationOptions, Treatment } from "./options.ts";

/** A part of a simulation in which one treatment holds. */
export interface Phase {
  readonly options: SimulationOptions;
  /** its last round */
  readonly until: number;
}

/**
 * A treatment that begins late is two simulations, the second of which goes on from the state that the first left. In the
 * options of the second the treatment still says what was before, those of the first say what is ahead.
 */
export function phasesOf(options: SimulationOptions): Phase[] {
  const { rounds, treatment } = options;
  const { before, recommender, data } = treatment;
  const late = { options, until: rounds };
  if (!before) return [late];
  const early = { ...options, treatment: treatmentsOf(treatment)[0]!, ahead: { recommender, data } };
  return [{ options: early, until: Math.min(rounds, before.round - 1) }, late];
}

/** The treatments that hold one after the other: one, or two where the second begins late. */
export function treatmentsOf({ before, ...late }: Treatment): Treatment[] {
  if (!before) return [late];
  const { recommender, data } = before;
  return [{ ...late, recommender, data }, late];
}

/** The treatment with recommender and data made into others, before it begins as well; one that is then the same before begins at once. */
export function withEach({ before, ...treatment }: Treatment, make: (own: Safeguard) => Safeguard): Treatment {
  const late = { ...treatment, ...make(treatment) };
  if (!before) return late;
  const early = make(before);
  const isSame = JSON.stringify([early.recommender, early.data]) === JSON.stringify([late.recommender, late.data]);
  return isSame ? late : { ...late, before: { round: before.round, ...early } };
}

/** The treatment that holds in a round. */
export function treatmentIn(treatment: Treatment, round: number): Treatment {
  const [first, second = first] = treatmentsOf(treatment);
  return treatment.before && round >= treatment.before.round ? second! : first!;
}

/** Whether a treatment begins late, and in this round; where `what` is asked for, whether that is another one from then on. */
export function begins(treatment: Treatment, round: number, what?: (own: Safeguard) => unknown): boolean {
  const { before } = treatment;
  if (before?.round !== round) return false;
  return !what || JSON.stringify(what(before)) !== JSON.stringify(what(treatment));
}
