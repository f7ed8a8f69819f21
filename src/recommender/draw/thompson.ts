import { purposes } from "../../core/purposes.ts";
import { valuesAt } from "../../log/index.ts";
import { factorsOf, knowingAll } from "../../models/index.ts";
import type { ScoredLists } from "../lists.ts";
import type { Occasions, Showing } from "../recommend.ts";
import { drawGreedy, greedyWay, listAt } from "./greedy.ts";
import type { ThompsonOptions } from "./options.ts";
import { firstOfUsers, rowsOf } from "./rows.ts";
import { type Drawn, slateChances } from "./way.ts";
import { type Catalogue, type Scores, scoresIn } from "./whole.ts";

/**
 * Thompson sampling (Chapelle and Li, "An empirical evaluation of Thompson sampling", 2011): a visit gets the best items
 * by one of `samples` draws of its user from the posterior, each draw as likely. The draws of a round, the particles, are
 * the user's at every visit, which makes propensities sums over them. Where the scores have no posterior, as those of cold
 * users who get popular items, the best first.
 */
export async function drawThompson(showing: Showing, catalogue: Catalogue, occasions: Occasions): Promise<Drawn> {
  const { core, key, round, options } = showing;
  if (!catalogue.posterior) return drawGreedy(showing, catalogue, occasions);
  const { samples } = options.rank as ThompsonOptions;
  const { users, draws } = occasions;
  const k = options.slate;
  const firsts = firstOfUsers(users);
  const rows = rowsOf(users.length, firsts);
  const people = valuesAt(users, firsts);
  const particles: Particle[] = [];
  for (let m = 0; m < samples; m++) particles.push(await particleOf(showing, catalogue, people, m));

  const items = new Int32Array(users.length * k);
  const stream = { key, round, purpose: purposes.particle };
  for (let n = 0; n < users.length; n++) {
    const m = Math.trunc(core.uniform(stream, draws[n]!, users[n]!, 0) * samples);
    items.set(listAt(particles[m]!.lists, rows[n]!).items.subarray(0, k), n * k);
  }
  const ways: Drawn["ways"] = (row) =>
    particles.map(({ lists, scores }) => {
      return greedyWay(listAt(lists, rows[row]!), scores(users[row]!), 1 / samples);
    });
  return { items, ways, propensity: () => slateChances(items, k, ways) };
}

/** @throws Error always: candidates and their order are those of one model, which `checkWhole` says of a scenario */
export function listThompson(): Drawn {
  throw new Error("Thompson sampling draws from the whole catalogue: leave out sources and re-rankers");
}

/** The best items of everybody by one draw each from their posteriors. */
interface Particle {
  /** of slate + 1 places: a row a user who is served */
  readonly lists: ScoredLists;
  readonly scores: (user: number) => Scores;
}

async function particleOf(
  { core, key, round, options }: Showing,
  catalogue: Catalogue,
  people: Int32Array,
  m: number,
): Promise<Particle> {
  const { model, eligible } = catalogue;
  const factors = factorsOf(model);
  const { sigma } = options.rank as ThompsonOptions;
  const drawn = await catalogue.posterior!(people, m, sigma, { key, round, purpose: purposes.posterior });
  const users = new Float32Array(factors.users.length);
  for (let n = 0; n < people.length; n++) {
    users.set(drawn.subarray(n * factors.dims, (n + 1) * factors.dims), people[n]! * factors.dims);
  }
  const own = { model: knowingAll({ ...factors, users }), eligible };
  const depth = options.slate + 1;
  const ties = { key, round, purpose: purposes.slateTies };
  const top = await core.topK(own.model.factors, people, depth, eligible, ties);
  return { lists: { depth, ...top }, scores: scoresIn(own) };
}
