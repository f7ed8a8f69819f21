import { UndirectedGraph } from "graphology";
import type { Rows } from "../log/index.ts";

/** How many of the users of a round stand for all of them in the network of items, and in that of users. */
export const SAMPLED = { items: 1000, users: 300 } as const;
/** Of one user's items, so that one busy user does not tie all items to each other. */
const MOST_ITEMS = 50;

/** The distinct items of each of some users in the order of their rows, at most MOST_ITEMS a user. */
export type Baskets = ReadonlyMap<number, readonly number[]>;

/**
 * The baskets of `most` of the users who have rows, or of all of them: those of the lowest uniforms.
 * @param uniform a number in (0, 1) for each user, the same in every round
 */
export function sampleBaskets(
  { user, item }: Pick<Rows, "user" | "item">,
  most: number,
  uniform: (user: number) => number,
): Baskets {
  const baskets = new Map<number, number[]>();
  for (let r = 0; r < user.length; r++) {
    const basket = baskets.get(user[r]!) ?? [];
    baskets.set(user[r]!, basket);
    if (basket.length < MOST_ITEMS && !basket.includes(item[r]!)) basket.push(item[r]!);
  }
  const users = [...baskets.keys()].sort((a, b) => a - b);
  const kept = users.length <= most ? users : lowest(users, most, uniform);
  return new Map(kept.map((u) => [u, baskets.get(u)!]));
}

function lowest(users: readonly number[], most: number, uniform: (user: number) => number): number[] {
  const drawn = users.map((u) => [uniform(u), u] as const).sort((a, b) => a[0] - b[0]);
  return drawn
    .slice(0, most)
    .map(([, u]) => u)
    .sort((a, b) => a - b);
}

/** Items, tied where somebody chose both; the weight of an edge is how many did. */
export function coConsumption(baskets: Baskets): UndirectedGraph {
  const graph = new UndirectedGraph();
  for (const basket of baskets.values()) {
    for (const item of basket) graph.mergeNode(item);
    for (let a = 0; a < basket.length; a++) {
      for (let b = a + 1; b < basket.length; b++) {
        graph.updateEdge(basket[a], basket[b], ({ weight }) => ({ weight: (weight ?? 0) + 1 }));
      }
    }
  }
  return graph;
}

/** Users, tied where they chose an item in common; the weight of an edge is the Jaccard similarity of their baskets. */
export function similarity(baskets: Baskets): UndirectedGraph {
  const graph = new UndirectedGraph();
  for (const user of baskets.keys()) graph.addNode(user);
  const all = [...baskets];
  for (let a = 0; a < all.length; a++) {
    const [first, basket] = all[a]!;
    const inFirst = new Set(basket);
    for (let b = a + 1; b < all.length; b++) {
      const [second, other] = all[b]!;
      let both = 0;
      for (const item of other) if (inFirst.has(item)) both++;
      if (both > 0) graph.addEdge(first, second, { weight: both / (basket.length + other.length - both) });
    }
  }
  return graph;
}

/**
 * Assortativity by degree: the correlation of the degrees at the two ends of an edge, over edges in both directions. In
 * [-1, 1]; undefined where all degrees are equal. Newman (2002), "Assortative mixing in networks".
 */
export function degreeAssortativity(graph: UndirectedGraph): number | undefined {
  let [ends, sum, squares, products] = [0, 0, 0, 0];
  graph.forEachEdge((_edge, _attributes, a, b) => {
    const [x, y] = [graph.degree(a), graph.degree(b)];
    ends += 2;
    sum += x + y;
    squares += x * x + y * y;
    products += 2 * x * y;
  });
  const variance = ends * squares - sum * sum;
  return variance > 0 ? (ends * products - sum * sum) / variance : undefined;
}

/**
 * Assortativity by kind: (Σ e_gg - Σ a_g²) / (1 - Σ a_g²), e_gh the share of edge weight between kinds g and h, a_g that of
 * the ends at g. 1 where ties stay within kinds, 0 as by chance; undefined where all ties are within one kind. Newman
 * (2003), "Mixing patterns in networks".
 */
export function kindAssortativity(graph: UndirectedGraph, kindOf: (node: number) => number): number | undefined {
  const ends = new Map<number, number>();
  let [total, within] = [0, 0];
  graph.forEachEdge((_edge, { weight }, a, b) => {
    const [g, h] = [kindOf(Number(a)), kindOf(Number(b))];
    total += weight;
    if (g === h) within += weight;
    for (const kind of [g, h]) ends.set(kind, (ends.get(kind) ?? 0) + weight);
  });
  let chance = 0;
  for (const weight of ends.values()) chance += (weight / (2 * total)) * (weight / (2 * total));
  return total > 0 && chance < 1 ? (within / total - chance) / (1 - chance) : undefined;
}
