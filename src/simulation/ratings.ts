import type { Rows } from "../log/index.ts";
import { scoresOf } from "../models/index.ts";
import { type Raters, rate } from "../users/index.ts";
import { truthOf } from "../world/index.ts";
import { Channel } from "./occasions.ts";
import { foreseen, type SimulationOptions } from "./options.ts";
import { choiceLogit } from "./organic.ts";
import type { Round } from "./round.ts";

/** Whether a model of this or a later round learns from ratings: nobody is asked for them otherwise. */
export const wantsRatings = (options: Pick<SimulationOptions, "treatment" | "ahead">): boolean =>
  foreseen(options).some(({ recommender }) => JSON.stringify(recommender).includes('"kind":"explicit"'));

/** The authentic log as its users rated it, at round 0. */
export function ratedLog(options: SimulationOptions): Rows {
  const { log } = options.world;
  if (!wantsRatings(options)) return log;
  const raters = firstRaters(options);
  return { ...log, rating: Float32Array.from(log.user, (user, r) => rate(raters, user, log.item[r]!)) };
}

/**
 * Ratings of a round's new rows. Users rate what they choose now as they are now; a replayed row keeps the rating that
 * it has in the authentic log, and a synthetic one, which nobody consumed, has the score of the model it was sampled from.
 * @param channel a `Channel` for each row
 */
export function ratingsOf(
  round: Round,
  channel: Int32Array,
  { user, item }: Pick<Rows, "user" | "item">,
): Float32Array {
  const ratings = new Float32Array(user.length);
  const { options } = round;
  if (!wantsRatings(options)) return ratings;
  const now = ratersOf(options, round.round, round.logit);
  const first = firstRaters(options);
  for (let r = 0; r < ratings.length; r++) {
    const [u, i] = [user[r]!, item[r]!];
    ratings[r] =
      channel[r] === Channel.synthetic
        ? scored(round, u, i)
        : rate(channel[r] === Channel.replayed ? first : now, u, i);
  }
  return ratings;
}

function firstRaters(options: SimulationOptions): Raters {
  return ratersOf(options, 0, choiceLogit(options, truthOf(options.world)));
}

function ratersOf({ core, key, treatment }: SimulationOptions, round: number, logit: Round["logit"]): Raters {
  const { temperature, rating } = treatment.users;
  return { core, key, round, logit, temperature, noise: rating.noise };
}

function scored({ synthetic, service }: Round, user: number, item: number): number {
  return scoresOf((synthetic?.from ?? service).model, user, Int32Array.of(item))[0]!;
}
