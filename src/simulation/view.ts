import type { Csr } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { countBy, countByProvenance, drawByWeight, type TrainingSet } from "../log/index.ts";
import type { Baseline, RoundView, Slates } from "../metrics/index.ts";
import { recommend, type Service, type ShownSlates } from "../recommender/index.ts";
import { logAttention, slateUtility } from "../users/index.ts";
import { everyone, utilityFactors } from "../world/index.ts";

import type { Shown } from "./display.ts";
import type { Interactions } from "./interact.ts";
import type { SimulationOptions } from "./options.ts";
import { choiceLogit, organicShares } from "./organic.ts";
import type { Premises } from "./premises.ts";
import type { SimulationState } from "./state.ts";

/** What happened in a round, as far as it is measured. */
export interface Happened {
  readonly round: number;
  readonly before: SimulationState;
  readonly after: SimulationState;
  readonly training: TrainingSet;
  readonly service: Service;
  readonly interactions: Interactions;
}

/** The round as metrics see it. Costly parts are computed when a metric first asks, and once. */
export function viewOf(options: SimulationOptions, premises: Premises, happened: Happened): RoundView {
  const { core, world, treatment } = options;
  const { baseline, perChoice, authenticPairs } = premises;
  const { round, before, after, training, service, interactions } = happened;
  const { available } = before;
  const { firstSlates } = interactions;
  const moves = treatment.users.drift > 0 || treatment.users.repeats === "deny";
  const utility = onceFor((preferences: Float32Array) => utilityOf(options, happened, preferences));
  return {
    core,
    baseline,
    round,
    k: treatment.recommender.slate,
    available,
    exposures: exposures(firstSlates, world.items, () => true),
    coldExposures: exposures(firstSlates, world.items, (cold) => cold === 1),
    usersServed: firstSlates.reduce((sum, slates) => sum + slates.users.length, 0),
    usersCold: firstSlates.reduce((sum, slates) => sum + slates.cold.reduce((n, cold) => n + cold, 0), 0),
    knowsUser: service.cold.map((cold) => 1 - cold),
    slatesShown: interactions.slatesShown,
    slatesAccepted: interactions.slatesAccepted,
    choices: countBy(interactions.rows.item, world.items),
    newRows: countByProvenance(interactions.rows),
    trainingRows: training.rows,
    trainingPopularity: training.itemWeights,
    model: service.model.factors,
    slates: once(() => slatesOf(options, happened, pairedUsers(options, baseline), eligibility(options, happened))),
    evaluationSlates: once(() =>
      slatesOf(options, happened, usersWithRows(world.heldOut), { available, excluded: authenticPairs }),
    ),
    consumed: () => after.consumed,
    currentShares: once(async () =>
      moves ? organicShares(options, before.preferences, before.consumed, perChoice) : baseline.originalShares,
    ),
    authenticSample: onceFor((reference: Float64Array) =>
      multinomial(options, round, reference, interactions.rows.item.length),
    ),
    utility: (preferences) => utility(preferences === "initial" ? world.preferences.factors.users : before.preferences),
  };
}

function exposures(slates: readonly ShownSlates[], items: number, counts: (cold: number) => boolean): Float64Array {
  const exposed = new Float64Array(items);
  for (const { k, items: shown, cold } of slates) {
    shown.forEach((item, n) => {
      if (item >= 0 && counts(cold[Math.trunc(n / k)]!)) exposed[item]!++;
    });
  }
  return exposed;
}

/** What may be shown at the start of the round. */
function eligibility({ treatment }: SimulationOptions, { before: { available, consumed } }: Happened): Shown {
  return treatment.users.repeats === "deny" ? { available, excluded: consumed } : { available };
}

/** Slates of the given users as the recommender would show them now, without exploration. Nobody sees them. */
async function slatesOf(
  options: SimulationOptions,
  { round, service }: Happened,
  users: Int32Array,
  shown: Shown,
): Promise<Slates> {
  const { core, key, treatment } = options;
  const plain = { ...treatment.recommender, explore: 0 };
  const showing = { core, key, round, options: plain, eligibility: shown };
  const { k, items } = await recommend(showing, service, { users, draws: new Int32Array(users.length) });
  return { k, users, items };
}

/** Mean over served users of what their first slate is worth, and of what the best slate would be, if any is worth anything. */
async function utilityOf(options: SimulationOptions, happened: Happened, preferences: Float32Array) {
  const { core, key, world, treatment } = options;
  const logit = choiceLogit(options, preferences);
  const truth = utilityFactors(world, preferences);
  const ties = { key, round: happened.round, purpose: purposes.bestTies };
  const totals = { shown: 0, best: 0, users: 0 };
  for (const slates of happened.interactions.firstSlates) {
    const attention = logAttention(core, treatment.users.attention, slates.k);
    const best = await core.topK(truth, slates.users, slates.k, eligibility(options, happened), ties);
    slates.users.forEach((user, n) => {
      const worth = (items: Int32Array) =>
        slateUtility(core, logit, attention, user, items.subarray(n * slates.k, (n + 1) * slates.k));
      const shown = worth(slates.items);
      if (!Number.isFinite(shown)) return;
      totals.shown += shown;
      totals.best += worth(best.items);
      totals.users++;
    });
  }
  return totals.users > 0 ? { shown: totals.shown / totals.users, best: totals.best / totals.users } : undefined;
}

/** Counts of n rows drawn from the shares given, keyed by row: the same draws in every arm. */
function multinomial({ core, key }: SimulationOptions, round: number, shares: Float64Array, n: number): Float64Array {
  const stream = { key, round, purpose: purposes.floor };
  const rows = drawByWeight(shares, everyone(n), (row) => core.uniform(stream, 0, row, 0));
  return countBy(rows, shares.length);
}

/** Users whose slates are compared; none where nobody looks at slates. */
function pairedUsers({ treatment }: SimulationOptions, { pairs }: Baseline): Int32Array {
  return treatment.users.organic === 1 ? new Int32Array(0) : Int32Array.from(new Set(pairs)).sort();
}

const usersWithRows = ({ indptr }: Csr): Int32Array =>
  Int32Array.from({ length: indptr.length - 1 }, (_, u) => u).filter((u) => indptr[u + 1]! > indptr[u]!);

function once<T extends object>(compute: () => T): () => T {
  let result: T | undefined;
  return () => {
    result ??= compute();
    return result;
  };
}

/** Computes once for each argument, told apart by identity: preferences that have not moved are one array. */
function onceFor<A extends object, T>(compute: (argument: A) => T): (argument: A) => T {
  const known = new Map<A, T>();
  return (argument) => {
    const found = known.get(argument) ?? compute(argument);
    known.set(argument, found);
    return found;
  };
}
