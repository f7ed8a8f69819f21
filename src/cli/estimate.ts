import type { Core, Factors, WeightedCsr } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { atCapacity, type PlannedArm, treatmentIn, type WorldSizes } from "../experiment/index.ts";
import { type DataOptions, shareAt } from "../log/index.ts";
import type { Scenario } from "../scenario/index.ts";

/** Seconds that one unit of each kind of work takes on this machine. */
export interface Pace {
  /** a multiplication of a least-squares training */
  readonly als: number;
  /** a user, an item and a dimension when slates are retrieved */
  readonly score: number;
  /** a user and an item when choices from the whole catalogue are expected or drawn */
  readonly share: number;
}

const KEY = { seed: 1, replicate: 0 };
/** A user's items are those of the same residue: 50 a user, 20 users an item, known without a search. */
const TRIAL = { users: 400, items: 1_000, residues: 20 };

/** Short trials of the core, together well under two seconds. */
export async function calibrate(core: Core, scenario: Scenario, sizes: WorldSizes): Promise<Pace> {
  const { users, items, residues } = TRIAL;
  const everyone = Int32Array.from({ length: users }, (_, u) => u);
  const factors = Math.min(largestModel(scenario), 64);
  const start = factorsOf(factors, (n) => ((n * 7919) % 1_000) / 1_000 - 0.5);
  const problem = {
    users: striped(users, items, residues),
    items: striped(items, users, residues),
    unobservedWeight: 0.1,
    userRegularization: new Float32Array(users).fill(1),
    itemRegularization: new Float32Array(items).fill(1),
  };
  const entries = (users * items) / residues;
  const als = (await timed(() => core.als(problem, start, 1))) / multiplications(factors, entries, users, items);
  const ties = { key: KEY, purpose: purposes.slateTies, round: 0 };
  const score = (await timed(() => core.topK(start, everyone, 10, {}, ties))) / (users * items * factors);
  const world = factorsOf(Math.min(sizes.dims, 64), () => 0.1);
  const logit = { factors: world, scale: 1, intercepts: new Float32Array(items), outside: true };
  const weights = new Float64Array(users).fill(1);
  const share = (await timed(() => core.expectedShares(logit, everyone, weights, {}))) / (users * items);
  return { als, score, share };
}

function factorsOf(dims: number, value: (n: number) => number): Factors {
  const fill = (rows: number) => Float32Array.from({ length: rows * dims }, (_, n) => value(n));
  return { dims, users: fill(TRIAL.users), items: fill(TRIAL.items) };
}

/** Row r holds the columns of its own residue, each with weight one. */
function striped(rows: number, columns: number, residues: number): WeightedCsr {
  const each = columns / residues;
  const ones = new Float32Array(rows * each).fill(1);
  return {
    indptr: Int32Array.from({ length: rows + 1 }, (_, r) => r * each),
    indices: Int32Array.from(
      { length: rows * each },
      (_, e) => (e % each) * residues + (Math.trunc(e / each) % residues),
    ),
    left: ones,
    right: ones,
  };
}

/** The fastest of a few calls, after one that warms the code up, in seconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  await work();
  let best = Infinity;
  const began = performance.now();
  for (let n = 0; n < 5 && performance.now() - began < 300; n++) {
    const from = performance.now();
    await work();
    best = Math.min(best, (performance.now() - from) / 1000);
  }
  return best;
}

/** Of a sweep over both sides: two rank-one updates an entry, a Gram matrix and a Cholesky solve a row. */
function multiplications(d: number, entries: number, users: number, items: number): number {
  return 2 * entries * d * d + (users + items) * (2 * d * d + (d * d * d) / 3);
}

function largestModel(scenario: Scenario): number {
  const factors = Object.values(scenario.arms).map(({ recommender: { model } }) =>
    "factors" in model ? model.factors : 1,
  );
  return Math.max(...factors);
}

/** Passes over users × items that the search for intercepts and scale makes, counted on the shipped log. */
const FIT_PASSES = 120;
/** Slates of all users that a round retrieves: shown, evaluation, pairs, and the best under both preferences. */
const SLATE_PASSES = 4;
/** Seconds of bookkeeping: a round, an occasion and slot, a row of the training set, and starting up. */
const ROUND = 3e-3;
const OCCASION = 3e-7;
const ROW = 5e-7;
const START = 1;

/** Predicted seconds until the first round, and of all units on one worker. */
export function secondsOf(scenario: Scenario, arms: readonly PlannedArm[], sizes: WorldSizes, pace: Pace) {
  const { world, replicates, rounds } = scenario;
  const { users, items } = sizes;
  const cells = users * items;
  const fit =
    world.kind === "log"
      ? world.fit.sweeps * multiplications(world.fit.factors, sizes.history, users, items) * pace.als +
        FIT_PASSES * cells * pace.share
      : 0;
  const perReplicate = arms.reduce((sum, arm) => {
    let seconds = 0;
    for (let t = 0; t <= rounds; t++) seconds += roundSeconds(arm, sizes, pace, t);
    return sum + seconds;
  }, 0);
  return { fit: START + fit, units: replicates * perReplicate };
}

function roundSeconds(arm: PlannedArm, world: WorldSizes, pace: Pace, t: number): number {
  const treatment = treatmentIn(arm.treatment, t);
  const sizes = atCapacity(world, t, treatment);
  const { users, items, dims } = sizes;
  const { model, slate } = treatment.recommender;
  const { every } = treatment.recommender;
  const rows = trainingRows(treatment.data, every, sizes, t);
  const trains = t === 0 || (t - 1) % every === 0;
  const ials = model.kind === "ials";
  const sweeps = ials && trains ? (t > 0 && model.start === "warm" ? model.warmSweeps : model.sweeps) : 0;
  const training = ials ? sweeps * multiplications(model.factors, rows, users, items) * pace.als : 0;
  const scoring = SLATE_PASSES * users * items * Math.max(dims, "factors" in model ? model.factors : 1) * pace.score;
  const { organic, adoption, repeats } = treatment.users;
  const free = organic > 0 || adoption < 1 || isMixed(treatment.data, t);
  const moves = repeats === "deny" || truthMoves(treatment);
  const shares = ((free ? 1 : 0) + (moves ? 2 : 0) + (t === 0 ? 1 : 0)) * users * items * pace.share;
  return training + scoring + shares + ROUND + ROW * rows + OCCASION * sizes.rows * slate;
}

/** Whether expected shares and the best slates are other ones in every round. */
function truthMoves({ users, catalogue }: PlannedArm["treatment"]): boolean {
  const { drift, satiation, reinforcement, influence, arrivals, churn } = users;
  const people = [drift, satiation.strength, reinforcement.rate, influence.strength, arrivals, churn.rate];
  const items = [catalogue.arrivals, catalogue.ageing, catalogue.creators.count];
  return [...people, ...items].some((rate) => rate > 0) || catalogue.lifetime !== "none";
}

const isMixed = ({ authentic, synthetic }: DataOptions, t: number) =>
  t > 0 && shareAt(authentic.share, t) + shareAt(synthetic.share, t) > 0;

function trainingRows(data: DataOptions, every: number, { history, rows }: WorldSizes, t: number): number {
  if (t === 0) return history;
  if (data.regime === "subsample" && t > 1) return data.subsample === "round" ? rows : data.subsample;
  const recent = data.regime === "window" ? data.window : every;
  const kept = data.regime === "accumulate" ? t - 1 : Math.min(t - 1, recent);
  return kept * rows + (data.seed === "keep" || t === 1 ? history : 0);
}
