import type { Core, Eligibility, Logit } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { drawByWeight, indicesWhere, largestShare, type Rows } from "../log/index.ts";
import { factorsOf, type Model, scorerOf } from "../models/index.ts";
import type { Occasions, Service } from "../recommender/index.ts";
import { chooseFreely } from "../users/index.ts";
import { everyone, type World } from "../world/index.ts";
import { chooseConsidered, NOT_ASKED } from "./discovery.ts";
import { select } from "./occasions.ts";
import type { SimulationOptions } from "./options.ts";
import { begins } from "./phases.ts";
import type { Round } from "./round.ts";
import type { SimulationState } from "./state.ts";

/** A recommender as far as rows are sampled from it. Plain data, so that it can be saved. */
export interface Sampled {
  readonly model: Model;
  /** (items) 1 where the item can be retrieved */
  readonly retrievable: Uint8Array;
  /** (users) summed training weight */
  readonly userWeights: Float64Array;
}

export interface SyntheticSource {
  readonly from: Sampled;
  readonly temperature: number;
  /** what the next round has to know of it */
  readonly left: Pick<SimulationState, "temperature" | "sampled">;
}

type DrawnPairs = Pick<Rows, "user" | "item">;

/**
 * Each user's free choice; -1 is the outside option. From the whole catalogue, or where discovery has it from the user's
 * consideration set, unless that is empty.
 */
export async function chooseOrganically(
  round: Round,
  occasions: Occasions,
  eligibility: Eligibility,
): Promise<Int32Array> {
  const { options, logit, discovery } = round;
  const freely = ({ users, draws }: Occasions) =>
    chooseFreely(options.core, logit, users, draws, eligibility, { key: options.key, round: round.round });
  if (!discovery.organic) return freely(occasions);
  const chosen = await chooseConsidered(round, discovery.organic, occasions, eligibility);
  const rest = indicesWhere(chosen.length, (n) => chosen[n] === NOT_ASKED);
  if (rest.length === 0) return chosen;
  const found = await freely(select(occasions, rest));
  for (let k = 0; k < rest.length; k++) chosen[rest[k]!] = found[k]!;
  return chosen;
}

/** Rows of the authentic log, drawn with replacement in proportion to their value. */
export function replay({ options, round }: Round, { users, draws }: Occasions): DrawnPairs {
  const { core, key, world } = options;
  const rows = drawByWeight(world.log.value, users, (u, n) =>
    core.uniform({ key, round, purpose: purposes.replay }, draws[n]!, u, 0),
  );
  return { user: rows.map((r) => world.log.user[r]!), item: rows.map((r) => world.log.item[r]!) };
}

/**
 * Where a round's synthetic rows come from: the model in service, or the one of the round before (in round 0 there is
 * none, and no row either). Their temperature is given, or fitted once to the authentic log: at round 0, or in the round in
 * which a treatment with other synthetic rows, or another model, begins.
 */
export async function syntheticSource(
  options: SimulationOptions,
  state: SimulationState,
  service: Service,
): Promise<SyntheticSource | undefined> {
  const { core, world } = options;
  const { share, from, temperature: given } = options.treatment.data.synthetic;
  if (largestShare(share) === 0) return undefined;
  const isOther = begins(options.treatment, state.round + 1, (own) => [own.data.synthetic, own.recommender.model]);
  const known = isOther ? undefined : state.temperature;
  const current = { model: service.model, retrievable: service.retrievable, userWeights: service.userWeights };
  const temperature =
    given === "fitted" ? (known ?? (await fitTemperature(core, service.model, world, state.available))) : given;
  const sampled = from === "previous" ? current : undefined;
  return { from: sampled ? (state.sampled ?? sampled) : current, temperature, left: { temperature, sampled } };
}

/**
 * Rows sampled from a model: a user in proportion to its training rows, and an item by softmax(score / τ) over what it can
 * retrieve. `first` numbers the rows through within a round.
 */
export async function sampleSynthetic(round: Round, { users, draws }: Occasions, first: number): Promise<DrawnPairs> {
  const { options } = round;
  const { from, temperature } = round.synthetic!;
  const { core, key, world } = options;
  const stream = { key, round: round.round, purpose: purposes.synthetic };
  const drawn = drawByWeight(from.userWeights, users, (u, n) => core.uniform(stream, draws[n]!, u, 1));
  const order = everyone(drawn.length).sort((a, b) => drawn[a]! - drawn[b]! || a - b);
  const user = order.map((n) => drawn[n]!);
  const logit = softmaxOf(from.model, temperature, world.items);
  const rowNumbers = order.map((n) => first + n);
  const available = round.available.map((flag, i) => flag & from.retrievable[i]!);
  const item = await core.chooseFromCatalogue(logit, user, rowNumbers, { available }, stream);
  return { user, item };
}

/**
 * The τ under which softmax(score / τ) makes the authentic log most likely: Newton's method on β = 1 / τ, whose
 * log-likelihood Σ_rows β s - Σ_u n_u ln Σ_i exp(β s_ui) is concave, each row counting its value. A model whose scores
 * are all equal gets 1.
 * @param available (items) 1 where the item is in the catalogue: Σ_i is over these
 */
export async function fitTemperature(
  core: Core,
  model: Model,
  { log, items, users: count }: World,
  available: Uint8Array,
): Promise<number> {
  const rows = new Float64Array(count);
  let observed = 0;
  const scorer = scorerOf(model);
  for (let r = 0; r < log.user.length; r++) {
    scorer.of(log.user[r]!);
    rows[log.user[r]!]! += log.value[r]!;
    observed += log.value[r]! * scorer.score(log.item[r]!);
  }
  const users = indicesWhere(rows.length, (u) => rows[u]! > 0);
  let beta = 1;
  for (let step = 0; step < 60; step++) {
    const logit = softmaxOf(model, 1 / beta, items);
    const intercepts = logit.intercepts.map((b, i) => (available[i] === 1 ? b : NEVER));
    const { mean, variance } = await core.logitMoments({ ...logit, intercepts }, users);
    const slope = users.reduce((sum, u, k) => sum - rows[u]! * mean[k]!, observed);
    const curvature = users.reduce((sum, u, k) => sum + rows[u]! * variance[k]!, 0);
    if (!(curvature > 0)) break;
    const next = Math.min(4 * beta, Math.max(beta / 4, beta + slope / curvature));
    const settled = Math.abs(next - beta) < 1e-6 * beta;
    beta = next;
    if (settled) break;
  }
  return 1 / beta;
}

/** An intercept so low that exp() of it is 0 beside any other. */
const NEVER = -1e4;

function softmaxOf(model: Model, temperature: number, items: number): Logit {
  return { factors: factorsOf(model), scale: 1 / temperature, intercepts: new Float32Array(items), outside: false };
}
