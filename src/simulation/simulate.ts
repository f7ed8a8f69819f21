import { addPairs, type SummedRows, summedRows, type TrainingSet } from "../log/index.ts";
import { comparesRounds, measure } from "../metrics/index.ts";
import { isTraining, type Service, trainModels } from "../recommender/index.ts";
import { drawActivity, influenceOf, move, newUsersBy, truthUnder } from "../users/index.ts";
import { attributesOf, type Truth, utilityFactors, type World } from "../world/index.ts";
import { firstPresence, nextCatalogue, nextUsers } from "./advance.ts";
import { sizesOfWorld } from "./capacity.ts";
import { discoveryOf, recentAfter } from "./discovery.ts";
import { type Interactions, interact, nobodyCame } from "./interact.ts";
import { isWithoutUsers, mixOf } from "./mix.ts";
import { attendance } from "./occasions.ts";
import type { SimulationOptions } from "./options.ts";
import { choiceLogit } from "./organic.ts";
import { begins, type Phase, phasesOf, treatmentsOf } from "./phases.ts";
import { plugIn } from "./plugins.ts";
import { type Premises, premisesOf } from "./premises.ts";
import { ratedLog } from "./ratings.ts";
import { requireRoom } from "./refusal.ts";
import type { Round } from "./round.ts";
import { serve } from "./service.ts";
import { type SyntheticSource, syntheticSource } from "./sources.ts";
import { stageOf } from "./stage.ts";
import { initialState, type SimulationState } from "./state.ts";
import { keptRows, rememberNegatives, trainOn } from "./training.ts";
import { viewOf } from "./view.ts";

/** What a round yields. */
export interface SimulatedRound {
  readonly round: number;
  /** value of every requested metric that is defined in this round */
  readonly metrics: Readonly<Record<string, number>>;
  /** what a simulation needs to go on from here */
  readonly state: SimulationState;
  readonly interactions: Interactions;
}

/**
 * The loop. Yields round 0, the recommender trained on the authentic log before anybody has seen a slate, and then one
 * record a round. Started from the state of an earlier round, it goes on from there with the same bits.
 * @param from a state that the same options yielded; round 0 comes first where it is left out
 * @throws CoreError where the core's memory cannot hold the simulation; PluginError where a part of one's own fails
 */
export async function* simulate(options: SimulationOptions, from?: SimulationState): AsyncGenerator<SimulatedRound> {
  for (const treatment of treatmentsOf(options.treatment)) {
    requireRoom(sizesOfWorld(options.world), options.rounds, treatment);
  }
  let state = from;
  for (const phase of phasesOf(options)) {
    if (state && state.round >= phase.until) continue;
    for await (const simulated of loop(phase, state)) {
      state = simulated.state;
      yield simulated;
    }
  }
}

async function* loop({ options: given, until }: Phase, from?: SimulationState): AsyncGenerator<SimulatedRound> {
  const { options: plugged, metrics: own, enter } = plugIn(given);
  const { recommender } = plugged.treatment;
  const options = { ...plugged, world: stageOf(given) };
  const premises = await premisesOf(options, given.world);
  const start = from ?? firstState(options, given.world);
  let state = recognised(start, premises.truth);
  let summed: SummedRows | undefined; // follows from the state: kept so that a long log is not sorted again
  while (state.round < until) {
    const round = state.round + 1;
    enter(round);
    const isDue = isTraining(round, recommender) || begins(options.treatment, round);
    const training = isDue ? trainOn(options, state, summed) : undefined;
    if (training) summed = summedRows(training);
    const trained = training ? await trainRecommender(options, premises, state, training) : state.trained!;
    const service = await serve(options, state, trained);
    const synthetic = await syntheticSource(options, state, service);
    const interactions =
      round === 0 ? nobodyCame : await interact(liveRound(options, state, round, service, synthetic, premises));
    const left = remember(options, premises, { ...state, ...synthetic?.left, round, trained }, interactions);
    const after = advance(options, premises, left, interactions);
    const view = viewOf(options, premises, { round, before: state, after, trained, service, interactions });
    const metrics = await measure(view, options.metrics, own);
    state = comparesRounds(options.metrics) ? { ...after, lastSlates: await view.slates() } : after;
    yield { round, metrics, state, interactions };
  }
}

function firstState(options: SimulationOptions, origin: World): SimulationState {
  return { ...initialState(options.world), ...firstPresence(options, origin), log: [ratedLog(options)] };
}

/** The state with the original truth in its place where nothing of it has moved, so that what follows from it is known. */
function recognised(state: SimulationState, original: Truth): SimulationState {
  const { users, items, intercepts, lift } = state.truth;
  const known = {
    users: sameOr(users, original.users),
    items: sameOr(items, original.items),
    intercepts: sameOr(intercepts, original.intercepts),
  };
  const moved = Object.entries(known).some(([part, values]) => values !== original[part as keyof typeof known]);
  const minds = { ...state.minds, tastes: sameOr(state.minds.tastes, known.users) };
  return { ...state, minds, truth: lift ? { ...known, lift } : moved ? known : original };
}

function sameOr(values: Float32Array, original: Float32Array): Float32Array {
  return values.every((x, n) => x === original[n]) ? original : values;
}

function trainRecommender(
  { core, key, world, treatment }: SimulationOptions,
  { origin }: Premises,
  state: SimulationState,
  training: TrainingSet,
) {
  const round = state.round + 1;
  const users = origin.users + newUsersBy(core, key, treatment.users, round);
  const context = {
    core,
    key,
    round,
    training,
    here: { users, items: state.catalogue?.count ?? world.items },
    groups: world.groups,
    groupCount: world.groupNames.length,
    attributes: { dims: world.attributeDims, items: attributesOf(world, state.truth) },
    friends: world.friends,
    truth: () => utilityFactors(world, state.truth),
  };
  const options = begins(treatment, round) ? treatment.before!.recommender : treatment.recommender;
  return trainModels(context, treatment.recommender, state.trained && { ...state.trained, options });
}

function liveRound(
  options: SimulationOptions,
  state: SimulationState,
  round: number,
  service: Service,
  synthetic: SyntheticSource | undefined,
  { perChoice }: Premises,
): Round {
  const { truth, available, consumed } = state;
  const logit = choiceLogit(options, truth);
  const discovery = discoveryOf(options, state, round);
  const activity = drawActivity(options.core, options.key, round, options.world, state.present);
  const mix = mixOf(options, round, activity);
  const once = isWithoutUsers(options, round) ? perChoice.map(() => 1) : perChoice;
  const visits = attendance(options, round, activity, once);
  const known = { logit, discovery, available, consumed, synthetic };
  return { options, round, service, ...known, mix, activity, attendance: visits };
}

/** What the round leaves behind: its rows, what was consumed, and moved preferences. */
function remember(
  options: SimulationOptions,
  { origin }: Premises,
  state: SimulationState,
  interactions: Interactions,
): SimulationState {
  const { core, key, world, treatment } = options;
  const { rows, chosen, impressions, missing } = interactions;
  const { users } = treatment;
  const { items } = state.truth;
  const residents = origin.users;
  const happened = { round: state.round, items, chosen, shown: impressions };
  const experience = { core, key, world, residents, options: users, ...happened };
  const minds = move(state.minds, experience);
  const whole = rows.user.length > 0 ? [...state.log, rows] : state.log;
  const log = keptRows(options, whole, { round: state.round + 1, trained: state.trained?.round ?? -1 });
  const recent = recentAfter(options, state, interactions);
  const influence = influenceOf(world.friends, recent, world.items, users.influence);
  return {
    ...state,
    log,
    ...rememberNegatives(options, state, interactions, log),
    consumed: addPairs(state.consumed, chosen.user, chosen.item, world.items),
    missing: state.missing + missing,
    minds,
    truth: truthUnder(state.truth, minds, world, users, influence),
    ...(recent ? { recent } : {}),
  };
}

/** Who and what is there in the next round. */
function advance(
  options: SimulationOptions,
  { origin, perChoice }: Premises,
  state: SimulationState,
  interactions: Interactions,
): SimulationState {
  const { round } = state;
  const users = nextUsers(options, origin.users, state, round, interactions, perChoice);
  return { ...state, ...users, ...nextCatalogue(options, state, round, interactions) };
}
