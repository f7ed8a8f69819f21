import {
  type CallPlan,
  planChoices,
  planGumbelTopK,
  planMoments,
  planPosterior,
  planSampleSlates,
  planShares,
  planSlots,
  planTopK,
  type Scored,
} from "../core/plan.ts";
import { type DataOptions, largestShare } from "../log/index.ts";
import { modelPart } from "../models/index.ts";
import { exploration, type RankOptions, rankKind } from "../recommender/index.ts";
import { anyoneLooks } from "../users/index.ts";
import type { World } from "../world/index.ts";
import { CONSIDERED_AT_ONCE } from "./discovery.ts";
import { modelCalls, modelDims } from "./modelCalls.ts";
import type { Treatment } from "./options.ts";
import { stageCalls } from "./stages.ts";

/** How large a world is. */
export interface Sizes {
  readonly users: number;
  readonly items: number;
  /** of the world's factors */
  readonly dims: number;
  readonly groups: number;
  /** rows of the authentic log at round 0 */
  readonly history: number;
  /** choices of a round, at the mean activity */
  readonly rows: number;
  /** occasions that users with an outside option come on for each of them, on average */
  readonly perChoice: number;
}

/** A call that will be made, and for what. */
export interface PlannedCall extends CallPlan {
  readonly purpose: string;
}

/** Bytes of a row of the interaction log: see `Rows`. */
export const ROW_BYTES = 3 * 4 + 1 + 2 + 2 * 8 + 2 * 4;
/** Bytes of a pair that was shown and not chosen in a round: see `Negatives`. */
export const NEGATIVE_BYTES = 3 * 4;
/** Row numbers and the pointers of sparse rows are 32-bit. */
export const MOST_ROWS = 2 ** 31 - 1;

export function sizesOfWorld({ users, items, preferences, groupNames, log, activity }: World): Sizes {
  const total = activity.counts.reduce((sum, n) => sum + n, 0);
  const { dims } = preferences.factors;
  const [groups, history] = [groupNames.length, log.user.length];
  return { users, items, dims, groups, history, rows: total / activity.periods, perChoice: 1 };
}

/**
 * The largest calls that a simulation makes, at the last round: training, slates, choices, expected shares. Distinct pairs
 * are counted as if no row repeated one, up to all that there are.
 */
export function callsOf(sizes: Sizes, rounds: number, treatment: Treatment): PlannedCall[] {
  const { users: behaviour, recommender, data } = treatment;
  const { users, items, dims, history, rows: activity, perChoice } = sizes;
  const { model, slate, rank } = recommender;
  const pairs = (rows: number) => Math.min(users * items, rows);
  const rows = mostRows(data, rounds, activity);
  const consumed = pairs(history + keptRows({ ...data, regime: "accumulate" }, 1, rounds, activity));
  const { organic, adoption } = behaviour;
  const denied = behaviour.repeats === "deny";
  const barred = denied ? { excluded: consumed } : {};
  const truth = { users, items, dims };
  const entries = pairs(trainingRows(treatment, rounds, sizes) + heldNegatives(treatment, rounds, sizes));
  const modelSizes = { users, items, entries, consumed, dims, groups: sizes.groups };
  const modelled = { users, items, dims: modelDims(model, modelSizes) };
  const occasions = Math.ceil(rows * (behaviour.outside ? perChoice : 1));
  const shown = slatesShown(treatment, users, occasions);
  const authentic = data.authentic.by === "fresh" ? authenticRows(data, rounds) : 0;
  const free = Math.ceil(occasions * Math.min(1, 1 - adoption + adoption * organic + authentic));
  const isConsidered = behaviour.discovery.from !== "catalogue" || behaviour.wordOfMouth > 0;
  const considered = isConsidered ? Math.min(CONSIDERED_AT_ONCE, occasions) : 0;
  const drawn = Math.ceil(rows * largestShare(data.synthetic.share, rounds));

  const stages = stageCalls(recommender, { ...truth, ...barred }, (given) => modelDims(given, modelSizes));
  const isDense = modelPart(model.kind).form === "factors";

  const calls: [string, CallPlan | false][] = [
    ...modelCalls(recommender, modelSizes, denied ? consumed : undefined),
    ...stages,
    ["slates", stages.length === 0 && isDense && planSlates(rank, { ...modelled, ...barred }, shown, slate)],
    ["users' posteriors", rankKind(rank) === "thompson" && planPosterior({ ...modelled, entries })],
    ["choices from slates", anyoneLooks(behaviour) && planSlots(occasions, shown, slate)],
    ["free choices", free > 0 && planChoices({ ...truth, ...barred }, free)],
    ["choices from consideration sets", considered > 0 && planSlots(considered, considered, behaviour.discovery.size)],
    ["synthetic rows", drawn > 0 && planChoices(modelled, drawn)],
    ["the best slates", planTopK({ ...truth, dims: dims + 1, ...barred }, slate + 1)],
    ["expected shares", planShares({ ...truth, ...barred })],
    ["the outside option", planMoments(truth)],
  ];
  return calls.flatMap(([purpose, call]) => (call ? [{ ...call, purpose }] : []));
}

/** Whole catalogue: a draw for each slate, or the best of each user, one more than a slate holds. */
function planSlates(rank: RankOptions, scored: Scored, shown: number, slate: number): CallPlan {
  const kind = rankKind(rank);
  if (kind === "proportional") return planSampleSlates(scored, shown, slate);
  return kind === "softmax" ? planGumbelTopK(scored, shown, slate) : planTopK(scored, slate + 1);
}

/** Rows of the log that stand between two rounds. */
export function heldRows({ data, recommender }: Treatment, rounds: number, { history, rows }: Sizes): number {
  return history + keptRows(data, recommender.every, rounds, rows);
}

/** Slates that are not alike, of so many occasions. */
function slatesShown(
  { users: behaviour, recommender: { rank, explore } }: Treatment,
  users: number,
  occasions: number,
) {
  const steady = behaviour.repeats === "allow" && rankKind(rank) === "greedy" && exploration(explore).rate === 0;
  return steady ? Math.min(users, occasions) : occasions;
}

/** Pairs that were shown and not chosen which stand between two rounds, those of each round apart. */
export function heldNegatives(treatment: Treatment, rounds: number, { users, items, rows, perChoice }: Sizes): number {
  const { data, recommender, users: behaviour } = treatment;
  if (recommender.train.negatives.weight === 0) return 0;
  const each = mostRows(data, rounds, rows);
  const shown = slatesShown(treatment, users, Math.ceil(each * (behaviour.outside ? perChoice : 1)));
  const kept = each > 0 ? Math.ceil(keptRows(data, recommender.every, rounds, rows) / each) : 0;
  return kept * Math.min(users * items, shown * recommender.slate);
}

/** The share of a round's rows that is authentic at most: whole users may have most of them. */
function authenticRows({ authentic }: DataOptions, rounds: number): number {
  const share = largestShare(authentic.share, rounds);
  return authentic.unit === "user" && share > 0 ? 1 : share;
}

/** Rows that the largest training set is made of. */
function trainingRows({ data, recommender }: Treatment, rounds: number, { history, rows }: Sizes): number {
  if (data.regime === "subsample") {
    const drawn = data.subsample === "round" ? mostRows(data, rounds, rows) : data.subsample;
    return rounds > 1 ? Math.max(history, drawn) : history;
  }
  return Math.max(history, (data.seed === "keep" ? history : 0) + keptRows(data, recommender.every, rounds, rows));
}

/** New rows that a round trains on: those of the rounds before the last one that the regime keeps, where they are most. */
function keptRows(data: DataOptions, every: number, rounds: number, activity: number): number {
  const kept = data.regime === "window" ? data.window : data.regime === "replace" ? every : rounds;
  if (data.rows === "activity" || typeof data.rows === "number") {
    return Math.min(kept, Math.max(0, rounds - 1)) * rowsOf(data, 1, activity);
  }
  let most = 0;
  let sum = 0;
  for (let round = 1; round < rounds && most <= MOST_ROWS; round++) {
    sum += rowsOf(data, round, activity) - (round > kept ? rowsOf(data, round - kept, activity) : 0);
    most = Math.max(most, sum);
  }
  return most;
}

function mostRows(data: DataOptions, rounds: number, activity: number): number {
  return Array.isArray(data.rows)
    ? Math.max(...data.rows)
    : Math.max(rowsOf(data, 1, activity), rowsOf(data, rounds, activity));
}

/** See `scheduledRows`: to the row where results depend on it, here as an estimate. */
function rowsOf({ rows }: DataOptions, round: number, activity: number): number {
  if (rows === "activity") return activity;
  if (typeof rows === "number") return rows;
  return Array.isArray(rows) ? rows[Math.min(round, rows.length) - 1]! : rows.start * raised(round, rows.power);
}

/** x^power to about a millionth, by products and square roots: sizes are wanted before a core is loaded. */
function raised(x: number, power: number): number {
  if (power < 0) return 1 / raised(x, -power);
  let result = 1;
  for (let n = Math.min(64, Math.floor(power)); n > 0; n--) result *= x;
  let root = x;
  let rest = power - Math.floor(power);
  for (let bit = 0; bit < 24; bit++) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest < 1) continue;
    result *= root;
    rest -= 1;
  }
  return result;
}
