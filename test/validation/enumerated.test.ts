import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import {
  accumulatedDiversity,
  subsampledDiversity,
  urnDiversity,
  urnUntouched,
  urnVariance,
  windowDiversity,
} from "../../src/validation/formulas/accumulate.ts";
import { identityOf, islands } from "../../src/validation/formulas/communities.ts";
import { courseAt, driftDistance, driftVariance, heldDiversity } from "../../src/validation/formulas/drift.ts";
import { mixing, weightedVariance } from "../../src/validation/formulas/fresh.ts";
import {
  entropy,
  plugInEntropy,
  plugInHhi,
  randomCoverage,
  randomGini,
  randomJaccard,
} from "../../src/validation/formulas/nulls.ts";
import { distance, squares } from "../../src/validation/formulas/shares.ts";
import { distinctItems } from "../../src/validation/formulas/tail.ts";

/*
 * Closed forms against loops so small that every course of them can be counted: a few clicks a round, two or three items,
 * the whole distribution carried from round to round as the definition of the loop has it.
 */

const core = await loadCore();

type Counts = readonly number[];
/** P of every state that a loop can be in. */
type Chances = readonly (readonly [Counts, number])[];

/** Counts of N draws by shares p, with their multinomial probabilities: one draw after another. */
function draws(N: number, p: Counts): Chances {
  let all: Chances = [[p.map(() => 0), 1]];
  for (let n = 0; n < N; n++) all = after(all, (c) => p.map((P, i) => [c.map((x, k) => x + (k === i ? 1 : 0)), P]));
  return all;
}

/** The states after one step from each. */
function after(from: Chances, step: (state: Counts) => Chances): Chances {
  const found = new Map<string, [Counts, number]>();
  for (const [state, P] of from) {
    for (const [next, Q] of step(state)) {
      const entry = found.get(next.join()) ?? [next, 0];
      entry[1] += P * Q;
      if (P * Q > 0) found.set(next.join(), entry);
    }
  }
  return [...found.values()];
}

function rounds(t: number, start: Counts, step: (state: Counts) => Chances): Chances {
  let all: Chances = [[start, 1]];
  for (let s = 0; s < t; s++) all = after(all, step);
  return all;
}

const expected = (all: Chances, f: (state: Counts) => number): number => all.reduce((E, [s, P]) => E + P * f(s), 0);
const total = (c: Counts): number => c.reduce((a, b) => a + b, 0);
const sharesOf = (c: Counts): number[] => c.map((x) => x / total(c));
const plus = (a: Counts, b: Counts): number[] => a.map((x, i) => x + b[i]!);
const held = (c: Counts): number => 1 - squares(sharesOf(c));
/** sums of a few thousand products of numbers below 10 */
const same = (found: number, counted: number): void => expect(Math.abs(found - counted)).toBeLessThan(1e-12);

const q = [0.5, 0.3, 0.2];
const Q = Float64Array.from(q);
const H0 = 1 - squares(q);
const apart = (c: Counts, N: number): number => distance(Float64Array.from(c), N, Q);

test.each([1, 2, 5])("drift of 4 clicks, round %d", (t) => {
  const all = rounds(t, q, (c) => draws(4, sharesOf(c)));
  same(H0 * heldDiversity(4, t), expected(all, held));
  same(
    driftDistance(4, 3, t),
    expected(all, (c) => apart(c, 4)),
  );
  same(
    driftVariance(4, 0.3, t),
    expected(all, (c) => (c[1]! / 4 - 0.3) ** 2),
  );
  same(
    courseAt(Q, 4, t).survivors,
    expected(all, (c) => c.filter((x) => x > 0).length),
  );
  same(
    courseAt(Q, 4, t).fixed,
    expected(all, (c) => (c.includes(4) ? 1 : 0)),
  );
});

test.each([1, 2, 4])("a quarter of fresh clicks, drawn and stratified, round %d", (t) => {
  const alpha = 0.25;
  const drawn = rounds(t, q, (c) =>
    draws(
      4,
      sharesOf(c).map((x, i) => alpha * q[i]! + (1 - alpha) * x),
    ),
  );
  const exact = rounds(t, q, (c) =>
    after(draws(1, q), (fresh) => draws(3, sharesOf(c)).map(([own, P]) => [plus(fresh, own), P])),
  );
  for (const [draw, all] of [
    ["independent", drawn],
    ["stratified", exact],
  ] as const) {
    const law = mixing({ N: 4, alpha, draw });
    same(
      law.hhi(1 - H0, t),
      expected(all, (c) => 1 - held(c)),
    );
    same(
      law.distance(3, t),
      expected(all, (c) => apart(c, 4)),
    );
  }
});

test("weighted rows: 3 fresh that count .3 and 3 of the last shares that count .7", () => {
  // counts of a state: those of the fresh rows, then those of the others
  const trained = (c: Counts) => [0, 1].map((i) => (0.3 * c[i]! + 0.7 * c[2 + i]!) / 3);
  const p = [0.6, 0.4];
  const fresh = draws(3, p);
  const start = after(fresh, (f) => fresh.map(([own, P]) => [[...f, ...own], P]));
  const step = (c: Counts) =>
    after(fresh, (f) => draws(3, trained(c)).map(([own, P]): [Counts, number] => [[...f, ...own], P]));
  for (const t of [1, 2, 4]) {
    let all = start;
    for (let s = 1; s < t; s++) all = after(all, step);
    const V = expected(all, (c) => distance(Float64Array.from(trained(c)), 1, Float64Array.from(p))) * 3;
    same(weightedVariance(0.3, t, 3), V);
  }
});

test.each([1, 2, 4])("all clicks so far, 3 a round, trained on as they are or on 3 of them, round %d", (t) => {
  const first = draws(3, q);
  const whole = (c: Counts): Chances => draws(3, sharesOf(c)).map(([now, P]) => [plus(c, now), P]);
  const some = (c: Counts) =>
    after(draws(3, sharesOf(c)), (sample) => draws(3, sharesOf(sample)).map(([now, P]) => [plus(c, now), P]));
  let [accumulated, subsampled] = [first, first];
  for (let s = 1; s < t; s++) [accumulated, subsampled] = [after(accumulated, whole), after(subsampled, some)];
  same(H0 * accumulatedDiversity(3, t), expected(accumulated, held));
  same(
    2 * (1 - accumulatedDiversity(3, t)),
    expected(accumulated, (c) => apart(c, 3 * t)),
  );
  same(H0 * subsampledDiversity(3, t), expected(subsampled, held));
});

test.each([1, 4])("an urn of 2.5 and a click at a time, round %d", (t) => {
  const S = 2.5;
  const start = q.map((x) => S * x);
  const all = rounds(t, start, (c) => sharesOf(c).map((P, i) => [c.map((x, k) => x + (k === i ? 1 : 0)), P]));
  same(H0 * urnDiversity(S, t), expected(all, held));
  same(
    urnVariance(S, 0.3, t),
    expected(all, (c) => (sharesOf(c)[1]! - 0.3) ** 2),
  );
  same(
    urnUntouched(S, 0.3, t),
    expected(all, (c) => (c[1]! < start[1]! + 0.5 ? 1 : 0)),
  );
});

test.each([1, 2, 3])("a window of %d rounds of 3 clicks, from an authentic log that counts one", (W) => {
  const p = [0.6, 0.4];
  const pair = (c: Counts, n: number) => c.slice(2 * n, 2 * n + 2);
  // the rounds in the window, oldest first, two numbers each: at first the authentic log alone
  const step = (c: Counts): Chances => {
    const pool = Array.from({ length: c.length / 2 }, (_, n) => pair(c, n)).reduce(plus);
    return draws(3, sharesOf(pool)).map(([now, P]) => [[...c, ...now].slice(-2 * W), P]);
  };
  const law = windowDiversity(3, W, 1);
  for (let t = 1; t <= 5; t++) {
    const counted = expected(rounds(t, p, step), (c) => held(c.slice(-2)));
    same((1 - squares(p)) * (law.next().value as number), counted);
  }
});

test.each([0, 0.3, 1])("two communities of 3 clicks, pooled by %d", (m) => {
  const islandsOf = (c: Counts) => [c.slice(0, 2), c.slice(2)].map((d) => Float64Array.from(sharesOf(d)));
  const start = [0.7, 0.3, 0.2, 0.8];
  const all = rounds(4, start, (c) => {
    const [a, b] = islandsOf(c) as [Float64Array, Float64Array];
    const shown = [a, b].map((own) => Array.from(own, (x, i) => (1 - m) * x + (m * (a[i]! + b[i]!)) / 2));
    return after(draws(3, shown[0]!), (here) => draws(3, shown[1]!).map(([there, P]) => [[...here, ...there], P]));
  });
  const law = islands(identityOf(islandsOf(start)), 2, 3, m, 4);
  same(
    law.within,
    expected(all, (c) => identityOf(islandsOf(c)).within),
  );
  same(
    law.between,
    expected(all, (c) => identityOf(islandsOf(c)).between),
  );
});

test("three users who each see two of four items, all 216 ways", () => {
  const pairs = [0, 1, 2, 3].flatMap((i) => [0, 1, 2, 3].filter((j) => j > i).map((j) => [i, j]));
  const slate = pairs.map((pair) => [0, 1, 2, 3].map((i) => (pair.includes(i) ? 1 : 0)));
  const all = rounds(3, [0, 0, 0, 0], (c) => slate.map((s) => [plus(c, s), 1 / 6]));
  const slates = { U: 3, M: 4, k: 2 };
  const gini = (c: Counts) => total(c.map((x) => total(c.map((y) => Math.abs(x - y))))) / (2 * 4 * total(c));
  same(randomGini(slates), expected(all, gini));
  same(
    randomCoverage(slates),
    expected(all, (c) => c.filter((x) => x > 0).length / 4),
  );
  const jaccard = (a: Counts, b: Counts) => total(a.map((x, i) => x * b[i]!)) / plus(a, b).filter((x) => x > 0).length;
  same(randomJaccard(slates), total(slate.map((s) => jaccard(s, slate[0]!))) / 6);
});

test("what indices of 5 draws are in the mean", () => {
  const all = draws(5, q);
  same(
    plugInHhi(squares(q), 5),
    expected(all, (c) => 1 - held(c)),
  );
  same(
    plugInEntropy(core, Q, 5),
    expected(all, (c) => entropy(core, Float64Array.from(sharesOf(c)))),
  );
  same(
    distinctItems(Q, 5),
    expected(all, (c) => c.filter((x) => x > 0).length),
  );
});
