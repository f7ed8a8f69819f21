import type { Core, Key, Logit } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { emptyRows, type Rows, withoutPairs } from "../log/index.ts";
import { poisson } from "./draws.ts";
import type { DrawnWorldOptions } from "./options.ts";
import { withOutsideShare } from "./outside.ts";
import { drawItems, drawUsers } from "./tastes.ts";
import { type Activity, everyone, totalActivity, type World } from "./world.ts";

/**
 * A world of topic mixtures. Users θ_u ~ Dirichlet(taste of their group), items φ_i ~ Dirichlet(itemConcentration) or as
 * `tastes` and `itemTopics` say, utility = tasteStrength · <θ_u, φ_i> - popularityExponent · ln rank(i) + qualitySigma · z_i
 * + level, the level set so that organic choice takes the outside option in `outsideShare` of occasions. Activity is Poisson
 * with a log-normal rate, or that rate rounded; the authentic log is `history` periods of organic choice, and one more
 * period is held out. Where the truth is shared, all but that log is drawn for replicate 0, whatever the key's is.
 */
export async function drawnWorld(core: Core, key: Key, options: DrawnWorldOptions): Promise<World> {
  const { topics: dims, items } = options;
  const groups = dealGroups(options);
  const own = truthKey(key, options);
  const X = drawUsers(core, own, options, groups);
  const Y = drawItems(core, own, options);
  const intercepts = drawAppeal(core, own, options);
  const activity = drawActivity(core, own, options);
  const raw: Logit = { factors: { dims, users: X, items: Y }, scale: options.tasteStrength, intercepts, outside: true };
  const { outsideShare } = options;
  const free = { activity: totalActivity(activity), repeats: "allow" } as const;
  const preferences = outsideShare === "unset" ? raw : await withOutsideShare(core, raw, free, outsideShare);
  const inside = { ...preferences, outside: false };
  const log = await organicRows(core, key, inside, activity, purposes.worldHistory);
  return {
    users: options.users,
    items,
    preferences,
    groups,
    groupNames: options.groups.map((group) => group.name),
    activity,
    log,
    heldOut: await drawHeldOut(core, key, inside, activity, log),
    attributes: Y,
    attributeDims: dims,
  };
}

/** The key by which a world's truth is drawn, and who knows whom in it. */
export const truthKey = (key: Key, { truth }: Pick<DrawnWorldOptions, "truth">): Key =>
  truth === "shared" ? { ...key, replicate: 0 } : key;

/** What makes items appeal to everybody: Zipf's law of their rank, and normal noise. (items) */
function drawAppeal(
  core: Core,
  key: Key,
  { items, popularityExponent, qualitySigma }: DrawnWorldOptions,
): Float32Array {
  const stream = { key, purpose: purposes.worldQuality, round: 0 };
  return Float32Array.from({ length: items }, (_, i) => {
    const appeal = -popularityExponent * core.log(i + 1);
    return qualitySigma === 0 ? appeal : appeal + qualitySigma * core.normal(stream, 0, i, 0);
  });
}

/** Users are dealt to groups by largest remainder, in turn, so that any prefix of the users is mixed alike. */
function dealGroups({ users, groups }: DrawnWorldOptions): Int32Array {
  const total = groups.reduce((sum, group) => sum + group.weight, 0);
  const dealt = groups.map(() => 0);
  return Int32Array.from({ length: users }, (_, u) => {
    const behind = groups.map((group, g) => ((u + 1) * group.weight) / total - dealt[g]!);
    const g = behind.indexOf(Math.max(...behind));
    dealt[g]!++;
    return g;
  });
}

function drawActivity(core: Core, key: Key, { users, history, activity }: DrawnWorldOptions): Activity {
  const counts = new Int32Array(users * history);
  const stream = { key, purpose: purposes.worldActivity, round: 0 };
  for (let u = 0; u < users; u++) {
    const z = core.normal(stream, 0, u, 0);
    const rate = activity.mean * core.exp(activity.sigma * z - (activity.sigma * activity.sigma) / 2);
    for (let p = 0; p < history; p++) {
      counts[u * history + p] =
        activity.draw === "rounded" ? Math.trunc(rate + 0.5) : poisson(core, stream, u, p + 1, rate);
    }
  }
  return { periods: history, counts };
}

/** Organic choices from the whole catalogue, as many as the activity of every period says, as rows of round 0. */
async function organicRows(core: Core, key: Key, logit: Logit, activity: Activity, purpose: number): Promise<Rows> {
  const { users, draws } = occasions(totalActivity(activity));
  const item = await core.chooseFromCatalogue(logit, users, draws, {}, { key, purpose, round: 0 });
  return { ...emptyRows(users.length), user: users, item };
}

async function drawHeldOut(core: Core, key: Key, logit: Logit, activity: Activity, log: Rows) {
  const { periods, counts } = activity;
  const last = Float64Array.from({ length: counts.length / periods }, (_, u) => counts[u * periods]!);
  const { users, draws } = occasions(last);
  const item = await core.chooseFromCatalogue(
    logit,
    users,
    draws,
    {},
    { key, purpose: purposes.worldHeldOut, round: 0 },
  );
  return withoutPairs({ user: users, item }, log, last.length, logit.intercepts.length);
}

/** One entry an occasion: user u stands counts[u] times in a row, with draws 0, 1, 2, ... */
function occasions(counts: Float64Array): { users: Int32Array; draws: Int32Array } {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const users = new Int32Array(total);
  const draws = new Int32Array(total);
  let n = 0;
  for (const u of everyone(counts.length)) {
    for (let j = 0; j < counts[u]!; j++) {
      users[n] = u;
      draws[n++] = j;
    }
  }
  return { users, draws };
}
