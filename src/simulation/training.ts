import {
  decayOf,
  keptParts,
  type Moment,
  type Negatives,
  negativePairs,
  negativesOf,
  type Rows,
  rowRules,
  type SummedRows,
  selectTraining,
  summedNegatives,
  type TrainingSet,
  trainingSet,
} from "../log/index.ts";
import { examination } from "../users/index.ts";
import type { Interactions } from "./interact.ts";
import { foreseen, keepsNegatives, type SimulationOptions } from "./options.ts";
import { begins } from "./phases.ts";
import type { SimulationState } from "./state.ts";

/** What the next round's model is trained on. `before` is what an earlier round's was summed of. */
export function trainOn(options: SimulationOptions, state: SimulationState, before?: SummedRows): TrainingSet {
  const { core, world, treatment } = options;
  const { data, recommender } = treatment;
  const round = state.round + 1;
  const moment = { round, trained: state.trained?.round ?? -1 };
  // what is kept for rounds to come, or was for the rounds before, is not trained on
  const isWider = options.ahead !== undefined || begins(treatment, round);
  const kept = isWider ? keptParts(state.log, data, moment) : state.log;
  const parts = selectTraining(core, options.key, kept, data, moment);
  const examination = examinationOf(options);
  const weighing = { core, round, parts, items: world.items, examination, weights: data.weights };
  const rules = rowRules(recommender.train, weighing);
  const weights = rules.length > 0 ? { ...data.weights, rules } : data.weights;
  const training = trainingSet(parts, world.users, world.items, weights, before);
  if (!state.negatives || recommender.train.negatives.weight === 0) return training;
  const factors = factorsOf(options, state, parts);
  const summed = summedNegatives(state.negatives, factors, world, before?.negatives);
  return { ...training, negatives: negativePairs(summed, world) };
}

/** The rows that a training from this moment on may ask for. */
export function keptRows(options: SimulationOptions, log: readonly Rows[], moment: Moment): readonly Rows[] {
  const wanted = new Set(foreseen(options).flatMap(({ data }) => keptParts(log, data, moment)));
  return log.filter((part) => wanted.has(part));
}

/** The negatives of the rounds that the log holds, with those of the round that is over; nothing while they are off. */
export function rememberNegatives(
  options: SimulationOptions,
  { round, negatives = [] }: SimulationState,
  { impressions, chosen }: Interactions,
  log: readonly Rows[],
): { readonly negatives?: readonly Negatives[] } {
  if (!keepsNegatives(options)) return {};
  const fresh = negativesOf(impressions, chosen, round, options.world, examinationOf(options));
  const all = fresh.user.length > 0 ? [...negatives, fresh] : negatives;
  const rounds = new Set(log.map(roundOf));
  return { negatives: all.filter((part) => rounds.has(part.round)) };
}

/**
 * What each round's negatives are multiplied by: the option's weight, that of recommended rows, their decay, and the share
 * of the round's rows that is trained on.
 */
function factorsOf(
  { core, treatment: { data, recommender } }: SimulationOptions,
  { round, log, negatives = [] }: SimulationState,
  parts: readonly Rows[],
): number[] {
  const { train } = recommender;
  const decay = decayOf(train.decay, { core, round: round + 1 });
  const weight = train.negatives.weight * data.weights.recommended;
  return negatives.map((part) => {
    const held = summedValue(log, part.round);
    const share = held > 0 ? summedValue(parts, part.round) / held : 0;
    return weight * decay(part.round) * share;
  });
}

function summedValue(parts: readonly Rows[], round: number): number {
  let sum = 0;
  for (const part of parts) if (roundOf(part) === round) for (const value of part.value) sum += value;
  return sum;
}

const roundOf = (part: Rows): number => part.round[0] ?? 0;

/** P(a user looks at each position of a slate). */
function examinationOf({ core, treatment: { users, recommender } }: SimulationOptions): Float64Array {
  return examination(core, users, recommender.slate);
}
