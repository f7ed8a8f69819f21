import type { Core, Key } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import { valuesAt } from "../../log/index.ts";
import { topOf } from "../../models/index.ts";
import { check, type OptionsSchema, type PluginOptions, partOf, requireColumn } from "../../plugins/index.ts";
import type { Occasions, Showing } from "../recommend.ts";
import { type List, listAt } from "./greedy.ts";
import { type Chances, drawOne, estimatedInclusions } from "./pluginInclusion.ts";
import type { DrawPolicy, Listed } from "./policy.ts";
import { firstOfUsers, rowsOf } from "./rows.ts";
import { type Drawn, slateChances, type Way } from "./way.ts";

/** The items of a user's list that are not in the slate yet, best first, when the next slot is about to be filled. */
export interface ItemsLeft {
  readonly core: Core;
  readonly key: Key;
  readonly round: number;
  readonly user: number;
  /** the slot, from 0, and how many there are */
  readonly slot: number;
  readonly slate: number;
  readonly items: Int32Array;
  /** their scores, and their places in the whole list, from 0 */
  readonly scores: Float32Array;
  readonly places: Int32Array;
}

/** A policy of one's own by which slates are drawn, slot by slot. */
export interface DrawPlugin<O = unknown> {
  readonly part: "draw";
  readonly name: string;
  readonly schema?: OptionsSchema<O>;
  /** How many of the best items a slate is drawn from where there are no retrieved or re-ranked lists; five slates if left out. */
  pool?(slate: number, options: O): number;
  /** P(item comes next) of every item left, summing to one. It depends on nothing else: propensities follow from it. */
  chances(left: ItemsLeft, options: O): Float64Array;
}

/** Sums of chances that were meant to be one are this near to it. */
const NEAR = 1e-9;

/** The policy that the options name: it gives chances, from which slates are drawn here and propensities are exact. */
export const plugin: DrawPolicy = {
  async catalogue(showing, { model, eligible }, occasions) {
    const { core, key, round, options } = showing;
    const given = options.rank as PluginOptions;
    const { part, guard } = partOf<DrawPlugin>(given);
    const depth = guard.call("pool", () => part.pool?.(options.slate, given.options) ?? 5 * options.slate);
    const isDeep = Number.isSafeInteger(depth) && depth >= options.slate;
    check(
      guard,
      isDeep,
      "pool",
      () => `${depth}, expected a whole number of at least ${options.slate}, the slots of a slate`,
    );
    const firsts = firstOfUsers(occasions.users);
    const ties = { key, round, purpose: purposes.slateTies };
    const top = await topOf(core, model, valuesAt(occasions.users, firsts), depth, eligible, ties);
    const rows = rowsOf(occasions.users.length, firsts);
    return drawByChances(showing, { lists: { depth, ...top }, rows, settled: true }, occasions);
  },
  lists: drawByChances,
};

function drawByChances(showing: Showing, { lists, rows }: Listed, { users, draws }: Occasions): Drawn {
  const { core, key, round, options } = showing;
  const k = options.slate;
  const stream = { key, round, purpose: purposes.pluginDraw };
  const items = new Int32Array(users.length * k).fill(-1);
  const chancesOf = (row: number, above: Int32Array) => {
    return chancesNext(showing, listAt(lists, rows[row]!), users[row]!, above);
  };
  const next = (row: number, above: Int32Array): number => {
    const { items: left, chances } = chancesOf(row, above);
    return drawOne(left, chances, core.uniform(stream, draws[row]!, users[row]!, above.length));
  };
  for (let row = 0; row < users.length; row++) {
    for (let slot = 0; slot < k; slot++) items[row * k + slot] = next(row, items.subarray(row * k, row * k + slot));
  }
  const ways = (row: number): Way[] => [
    {
      weight: 1,
      chance(item, above) {
        const { items: left, chances } = chancesOf(row, above);
        if (item < 0 || left.length === 0) return item < 0 && left.length === 0 ? 1 : 0;
        const at = left.indexOf(item);
        return at < 0 ? 0 : chances[at]!;
      },
      inclusions: (asked, slots) => estimatedInclusions(asked, slots, (above) => chancesOf(row, above)),
    },
  ];
  return { items, ways, next, propensity: () => slateChances(items, k, ways) };
}

/** What is left of a list, and the chance of each to be next. */
function chancesNext({ core, key, round, options }: Showing, list: List, user: number, above: Int32Array): Chances {
  const given = options.rank as PluginOptions;
  const { part, guard } = partOf<DrawPlugin>(given);
  const places: number[] = [];
  for (let place = 0; place < list.items.length && list.items[place]! >= 0; place++) {
    if (!above.includes(list.items[place]!)) places.push(place);
  }
  const items = Int32Array.from(places, (place) => list.items[place]!);
  if (items.length === 0) return { items, chances: new Float64Array(0) };
  const scores = Float32Array.from(places, (place) => list.scores[place]!);
  const left = { core, key, round, user, slot: above.length, slate: options.slate, items: items.slice(), scores };
  const got = guard.call("chances", () => part.chances({ ...left, places: Int32Array.from(places) }, given.options));
  const column = { type: Float64Array, length: items.length, wanted: "a chance from 0 to 1" };
  const chances = requireColumn(guard, "chances", got, column, (p) => p >= 0 && p <= 1);
  const sum = chances.reduce((total, p) => total + p, 0);
  check(guard, Math.abs(sum - 1) < NEAR, "chances", () => `chances that sum to ${sum}, expected 1`);
  return { items, chances };
}
