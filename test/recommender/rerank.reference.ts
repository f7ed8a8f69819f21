/** Re-rankers as their papers write them, slowly: the value of every candidate from the whole slate anew. */
import { expect } from "vitest";
import type { Case } from "./lists.ts";

/** What a slate gains by an item; larger is better. */
type Gain = (slate: readonly number[], place: number) => number;

/** Every slot holds an item whose gain is within `tolerance` of the best. */
export function expectGreedy(given: Case, order: readonly number[], gain: Gain, tolerance: number): void {
  const shown = Math.min(given.slate, order.length);
  for (let slot = 0; slot < shown; slot++) {
    const above = order.slice(0, slot);
    const best = Math.max(...order.slice(slot).map((place) => gain(above, place)));
    expect(best - gain(above, order[slot]!)).toBeLessThanOrEqual(tolerance);
  }
}

function scaled({ scores }: Case, place: number): number {
  const least = scores.at(-1)!;
  const range = scores[0]! - least;
  return range > 0 ? (scores[place]! - least) / range : 0;
}

const row = ({ attributes, dims }: Case, item: number) =>
  attributes.slice(item * dims, (item + 1) * dims).map(Math.fround);

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, d) => sum + value * y[d]!, 0);
  const norms = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
  return norms > 0 ? dot(a, b) / norms : 0;
}

/** λ s - (1 - λ) max cos (Carbonell and Goldstein 1998). */
export function marginalRelevance(given: Case, lambda: number): Gain {
  const { items } = given;
  return (slate, place) => {
    const similar = slate.map((other) => cosine(row(given, items[place]!), row(given, items[other]!)));
    return lambda * scaled(given, place) - (1 - lambda) * (similar.length > 0 ? Math.max(...similar) : 0);
  };
}

function topics(given: Case, item: number): number[] {
  const positive = row(given, item).map((value) => Math.max(0, value));
  const total = positive.reduce((a, b) => a + b, 0);
  return positive.map((value) => (total > 0 ? value / total : 0));
}

/** Mean topics of the items that have any; all zero where none has. */
export function mix(given: Case, items: readonly number[]): number[] {
  const rows = items.map((item) => topics(given, item)).filter((shares) => shares.some((share) => share > 0));
  return Array.from({ length: given.dims }, (_, d) =>
    rows.length > 0 ? rows.reduce((sum, shares) => sum + shares[d]!, 0) / rows.length : 0,
  );
}

export function profile(given: Case): number[] | undefined {
  const p = mix(given, given.history);
  return p.some((share) => share > 0) ? p : undefined;
}

/** KL(p || .99 q + .01 p) (Steck 2018). */
export function steck(p: readonly number[], q: readonly number[]): number {
  return p.reduce(
    (sum, share, d) => (share > 0 ? sum + share * Math.log(share / (0.99 * q[d]! + 0.01 * share)) : sum),
    0,
  );
}

/** (1 - λ) Σ s - λ KL over the slate with the item. */
export function calibration(given: Case, lambda: number): Gain {
  const p = profile(given)!;
  return (slate, place) => {
    const all = [...slate, place];
    const total = all.reduce((sum, at) => sum + scaled(given, at), 0);
    const q = mix(
      given,
      all.map((at) => given.items[at]!),
    );
    return (1 - lambda) * total - lambda * steck(p, q);
  };
}
