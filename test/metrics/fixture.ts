import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { type Core, type Csr, loadCore } from "../../src/core/index.ts";
import type { Baseline, RoundView, Slates } from "../../src/metrics/index.ts";

const text = readFileSync(new URL("vectors.json", import.meta.url), "utf8");

/** A number of the published vectors, by its name there. */
export function vector(name: string): number {
  const value: unknown = JSON.parse(text)[name];
  if (typeof value !== "number") throw new Error(`vectors.json: ${name} is ${value}, expected a number`);
  return value;
}

/** Equal but for `roundings` relative errors of one float64 operation, 2⁻⁵³ each. */
export function expectRounded(actual: number | undefined, expected: number, roundings: number): void {
  expect(actual).toBeTypeOf("number");
  expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(roundings * 2 ** -53 * Math.max(1, Math.abs(expected)));
}

const { symmetricEigen } = await loadCore({ threads: 1 });

/** What metrics ask of the core, in the engine's own float64 but for eigenvalues. */
export const core = {
  exp: Math.exp,
  log: Math.log,
  gram: async (F: Float32Array, dims: number) => gram(F, dims),
  symmetricEigen,
} satisfies Partial<Core> as Partial<Core> as Core;

export function gram(F: ArrayLike<number>, dims: number): Float64Array {
  const G = new Float64Array(dims * dims);
  for (let row = 0; row < F.length; row += dims) {
    for (let i = 0; i < dims; i++) for (let j = 0; j < dims; j++) G[i * dims + j]! += F[row + i]! * F[row + j]!;
  }
  return G;
}

/** A small generator for drawn fixtures (Lehmer's, modulus 2³¹ - 1): uniform in (0, 1). */
export function generator(seed: number): () => number {
  let s = seed % 2147483647 || 1;
  return () => {
    s = (s * 48271) % 2147483647;
    return s / 2147483647;
  };
}

export function csr(rows: readonly (readonly number[])[]): Csr {
  const indptr = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    indptr[r + 1] = indptr[r]! + row.length;
  });
  return { indptr, indices: Int32Array.from(rows.flat()) };
}

export function slates(rows: readonly (readonly number[])[], k = rows[0]?.length ?? 0): Slates {
  return { k, users: Int32Array.from(rows, (_, user) => user), items: Int32Array.from(rows.flat()) };
}

export const f64 = (...values: number[]) => Float64Array.from(values);
export const i32 = (...values: number[]) => Int32Array.from(values);

/** Fixture P of the vectors: counts of five items. */
export const P = f64(5, 3, 1, 1, 0);

/** Fixture L: three slates of three of six items. */
export const L = {
  lists: [
    [0, 1, 2],
    [0, 1, 3],
    [0, 4, 1],
  ],
  exposures: f64(3, 3, 1, 1, 1, 0),
  popularity: f64(100, 50, 10, 5, 20, 1),
  tail: Uint8Array.of(0, 0, 1, 1, 0, 1),
  attributes: Float32Array.of(1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1),
  relevant: [[1], [3], [5]],
} as const;

/** A round in which the slates of fixture L were shown, two of three were accepted and user 2 was cold. */
export function roundL(changes: Partial<RoundView> = {}, baseline: Partial<Baseline> = {}): RoundView {
  return {
    core,
    baseline: {
      users: 3,
      items: 6,
      popularity: L.popularity,
      audience: f64(3, 2, 1, 1, 0, 0),
      authentic: csr([[0, 2], [1, 3], [5]]),
      groups: i32(0, 1, 1),
      tail: L.tail,
      attributes: L.attributes,
      attributeDims: 2,
      originalShares: f64(0.4, 0.2, 0.1, 0.1, 0.1, 0.1),
      pairs: i32(0, 1, 1, 2),
      heldOut: csr(L.relevant),
      ...baseline,
    },
    round: 1,
    k: 3,
    available: new Uint8Array(6).fill(1),
    exposures: L.exposures,
    coldExposures: f64(1, 1, 0, 0, 1, 0),
    population: { present: 3, left: 1 },
    itemsAvailable: 6,
    creatorsPresent: 2,
    usersServed: 3,
    usersCold: 1,
    knowsUser: Uint8Array.of(1, 1, 0),
    slatesShown: 3,
    slatesAccepted: 2,
    choices: f64(3, 1, 0, 1, 0, 0),
    rows: { user: i32(0, 0, 1, 1, 2), item: i32(0, 1, 0, 3, 0) },
    newRows: [3, 2, 0],
    trainingRows: [8, 1, 1],
    trainingPopularity: f64(6, 2, 1, 1, 0, 0),
    model: { dims: 2, users: Float32Array.of(1, 0, 0, 1), items: Float32Array.of(3, 0, 0, 1) }, // σ = 3, 1
    userRows: () => ({ ...csr([[0], [0, 1], [1]]), values: Float32Array.of(1, 1, 1, 1) }),
    slates: async () => slates(L.lists),
    lastSlates: slates([
      [1, 0, 3],
      [0, 1, 3],
      [-1, -1, -1],
    ]),
    evaluationSlates: async () => slates(L.lists),
    consumed: () => csr([[0, 1], [1, 2, 3], []]),
    currentShares: async () => f64(0.5, 0.5, 0, 0, 0, 0),
    authenticSample: () => f64(2, 1, 1, 1, 0, 0),
    servedUtilities: async () => f64(1, 2, 3),
    providers: () => i32(0, 0, 1, 1, 2, 2),
    uniform: (number) => ((number * 0.618) % 1) / 2 + 0.25,
    ofGroup: () => undefined,
    utility: async (preferences) => (preferences === "initial" ? { shown: 1, best: 1.5 } : { shown: 0.5, best: 2 }),
    authenticBought: 2,
    exploredSlots: async () => 3,
    utilityForgone: async () => 0.25,
    trainingWork: 1000,
    ...changes,
  };
}
