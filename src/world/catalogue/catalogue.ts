import type { Core, Key } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import type { World } from "../world.ts";
import type { CatalogueOptions } from "./options.ts";

/** When items come and go: item i is there in the rounds from born[i] on and before until[i]. */
export interface Catalogue {
  /** items so far, gone ones included: the number of the next */
  readonly count: number;
  /** (items) `NEVER` for those still to come */
  readonly born: Int32Array;
  /** (items) `NEVER` while no end is known */
  readonly until: Int32Array;
}

/** Later than any round. */
export const NEVER = 2 ** 31 - 1;

/**
 * The catalogue at round 0: the first `count` items of those there is room for. Where items have a lifetime, these are in
 * the middle of theirs, evenly: in an order drawn by key, a share 1 / lifetime of them leaves before each of the next
 * rounds, the first before round 2 and the last after as many rounds as new items have.
 */
export function firstCatalogue(
  core: Core,
  key: Key,
  { lifetime }: CatalogueOptions,
  count: number,
  capacity: number,
): Catalogue {
  const born = new Int32Array(capacity).fill(NEVER);
  born.fill(0, 0, count);
  const until = new Int32Array(capacity).fill(NEVER);
  if (lifetime === "none") return { count, born, until };
  const stream = { key, purpose: purposes.lifetime, round: 0 };
  const draws = Float64Array.from({ length: count }, (_, i) => core.uniform(stream, 0, i, 0));
  const order = Int32Array.from(draws.keys()).sort((a, b) => draws[a]! - draws[b]! || a - b);
  order.forEach((item, place) => {
    until[item] = 2 + Math.floor((place * lifetime) / count);
  });
  return { count, born, until };
}

/** The catalogue with so many more items from the start of a round on. */
export function withItems(
  catalogue: Catalogue,
  more: number,
  round: number,
  { lifetime }: CatalogueOptions,
): Catalogue {
  if (more === 0) return catalogue;
  const count = catalogue.count + more;
  const [born, until] = [catalogue.born.slice(), catalogue.until.slice()];
  born.fill(round, catalogue.count, count);
  if (lifetime !== "none") until.fill(round + lifetime, catalogue.count, count);
  return { count, born, until };
}

/** The catalogue with the items gone from the start of a round on that are there now. */
export function withoutItems(catalogue: Catalogue, round: number, isGone: (item: number) => boolean): Catalogue {
  const until = catalogue.until.map((end, i) => (i < catalogue.count && isGone(i) ? Math.min(end, round) : end));
  return { ...catalogue, until };
}

/** (items) 1 where the item is there in the round. */
export function availableIn({ born, until }: Catalogue, round: number): Uint8Array {
  return Uint8Array.from(born, (from, i) => (from <= round && round < until[i]! ? 1 : 0));
}

/** Intercepts less `ageing` for every round that an item has been there: an item of round 0 is t rounds old in round t. */
export function agedIntercepts(
  { preferences: { intercepts } }: World,
  { born }: Catalogue,
  ageing: number,
  round: number,
) {
  return ageing === 0 ? intercepts : intercepts.map((b, i) => (born[i]! < round ? b - ageing * (round - born[i]!) : b));
}
