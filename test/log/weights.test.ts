import fc from "fast-check";
import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { RECOMMENDED, type Rows, rowRules, trainingSet, trainSchema, type Weighing } from "../../src/log/index.ts";
import { generator, zOfMean } from "../simulation/statistics.ts";
import { rows } from "./rows.ts";

const core = await loadCore();
const even = { authentic: 1, recommended: 1, synthetic: 1 };

/** A row with all that weights depend on. */
interface Logged {
  readonly item: number;
  readonly round?: number;
  readonly provenance?: number;
  readonly position?: number;
  readonly propensity?: number;
  readonly inclusion?: number;
  readonly value?: number;
}

function logged(list: readonly Logged[]): Rows {
  const part = rows(list.map(({ item, round = 1, provenance = 1, value = 1 }) => [round, 0, item, provenance, value]));
  list.forEach(({ provenance = 1, position = 0, propensity = 1, inclusion = 1 }, n) => {
    const shown = provenance === RECOMMENDED;
    part.position[n] = shown ? position : -1;
    part.propensity[n] = shown ? propensity : 0;
    part.inclusion[n] = shown ? inclusion : 0;
  });
  return part;
}

const ITEMS = 4;
const examination = Float64Array.of(1, 0.5, 0.25);

function trained(given: object, parts: readonly Rows[], more: Partial<Weighing> = {}, users = 1) {
  const weighing = { core, round: 2, parts, items: ITEMS, examination, weights: even, ...more };
  const rules = rowRules(trainSchema.parse(given), weighing);
  return trainingSet(parts, users, weighing.items, { ...weighing.weights, rules });
}

const weights = (given: object, parts: readonly Rows[], more?: Partial<Weighing>) => [
  ...trained(given, parts, more).itemWeights,
];

const IPW = { clip: 1e9, normalise: false };

test("inverse propensities: inclusion × examination or that of the slot, clipped, recommended rows alone", () => {
  const part = logged([
    { item: 0, inclusion: 0.5, propensity: 0.25, position: 1 },
    { item: 1, inclusion: 0.125, propensity: 0.0625, position: 2 },
    { item: 2, provenance: 0 },
    { item: 3, provenance: 2 },
  ]);
  expect(weights({ propensity: { by: "inclusion", ...IPW } }, [part])).toEqual([4, 32, 1, 1]);
  expect(weights({ propensity: { by: "propensity", ...IPW } }, [part])).toEqual([8, 64, 1, 1]);
  expect(weights({ propensity: { by: "inclusion", clip: 20, normalise: false } }, [part])).toEqual([4, 20, 1, 1]);
  expect(weights({ propensity: { by: "inclusion", clip: 12 } }, [part])).toEqual([0.5, 1.5, 1, 1]);
});

test("normalised, recommended rows count 1 on average, as often as their values say, over all parts", () => {
  const row = fc.record({
    item: fc.nat(ITEMS - 1),
    provenance: fc.nat(2),
    position: fc.nat(2),
    inclusion: fc.double({ min: 0.01, max: 1, noNaN: true }),
    value: fc.constantFrom(1, 2, 5),
  });
  const law = fc.property(fc.array(fc.array(row, { maxLength: 8 }), { maxLength: 3 }), (lists) => {
    const parts = lists.map(logged);
    const total = trained({ propensity: { by: "inclusion", clip: 30 } }, parts).itemWeights.reduce((a, b) => a + b, 0);
    const values = lists.flat().reduce((sum, { value }) => sum + value, 0);
    // a handful of sums and products of positive terms, each to 2⁻⁵³
    expect(Math.abs(total - values)).toBeLessThanOrEqual(values * 100 * 2 ** -53);
  });
  fc.assert(law, { seed: 7, numRuns: 200 });
});

test("position, popularity and decay by hand, and their product", () => {
  const part = logged([
    { item: 0, position: 2 },
    { item: 1, position: 1 },
    { item: 1, position: 0 },
    { item: 1, provenance: 0 },
  ]);
  const old = logged([{ item: 2, round: 0, provenance: 0, value: 4 }]);
  expect(weights({ position: { exponent: 1 } }, [old, part])).toEqual([4, 4, 4, 0]);
  expect(weights({ position: { exponent: 2 } }, [old, part])).toEqual([16, 6, 4, 0]);
  const near = (got: number[], expected: number[]) => {
    expect(got.length).toBe(expected.length);
    got.forEach((w, i) => {
      expect(w).toBeCloseTo(expected[i]!, 12); // core.pow is good to some 2⁻⁵⁰
    });
  };
  // counts 1, 3, 4 with mean 8 / 3: exponent 1 makes them equal
  near(weights({ popularity: { exponent: 1 } }, [old, part]), [8 / 3, 8 / 3, 8 / 3, 0]);
  near(
    weights({ popularity: { exponent: 0.5 } }, [old, part]),
    [1, 3, 4, 0].map((n) => Math.sqrt((n * 8) / 3)),
  );
  const noAuthentic = { weights: { ...even, authentic: 0 } };
  near(weights({ popularity: { exponent: 1 } }, [old, part], noAuthentic), [1.5, 1.5, 0, 0]);
  // in round 2 rows of round 1 are new; in round 5 three rounds old
  near(weights({ decay: { halfLife: 2 } }, [old, part]), [1, 3, 4 * Math.SQRT1_2, 0]);
  near(weights({ decay: { halfLife: 3 } }, [old, part], { round: 5 }), [0.5, 1.5, 4 * 2 ** (-4 / 3), 0]);
  near(weights({ decay: { halfLife: 3 } }, [old], { round: 0 }), [0, 0, 4, 0]);
  const both = { position: { exponent: 1 }, decay: { halfLife: 1 } };
  near(weights(both, [old, part], { round: 3 }), [2, 2, 1, 0]);
});

test("weights at their neutral values are no rules at all", () => {
  const weighing = { core, round: 2, parts: [], items: ITEMS, examination, weights: even };
  expect(rowRules(trainSchema.parse({}), weighing)).toEqual([]);
});

const OCCASIONS = 40_000;
const relevance = [0.8, 0.2, 0.4, 0.1];
const appeal = [8, 1, 4, 3];

/** Slates of two drawn without replacement in proportion to `appeal`, looked at from the top, liked by relevance. */
function clicks(seed: number): Logged[] {
  const random = generator(seed);
  const total = appeal.reduce((a, b) => a + b, 0);
  const second = (i: number, above: number) => appeal[i]! / (total - appeal[above]!);
  const inclusion = appeal.map(
    (w, i) => w / total + appeal.reduce((sum, v, j) => (j === i ? sum : sum + (v / total) * second(i, j)), 0),
  );
  const draw = (left: readonly number[]) => {
    let u = random() * left.reduce((a, i) => a + appeal[i]!, 0);
    return left.find((i) => {
      u -= appeal[i]!;
      return u < 0;
    })!;
  };
  return Array.from({ length: OCCASIONS }, () => {
    const first = draw([0, 1, 2, 3]);
    const slate = [first, draw([0, 1, 2, 3].filter((i) => i !== first))];
    return slate.flatMap((item, position): Logged[] =>
      random() < examination[position]! * relevance[item]! ? [{ item, position, inclusion: inclusion[item]! }] : [],
    );
  }).flat();
}

/** Per occasion, what item i weighs: its mean is unbiased for the relevance. */
const zOfItems = (itemWeights: Float64Array, squares: Float64Array) =>
  relevance.map((p, i) => {
    const mean = itemWeights[i]! / OCCASIONS;
    return (mean - p) / Math.sqrt((squares[i]! / OCCASIONS - mean ** 2) / OCCASIONS);
  });

/** Summed squares of weights by item: a row's weight is what its part of one row would weigh. */
function squaresOf(given: object, list: readonly Logged[]): Float64Array {
  const squares = new Float64Array(ITEMS);
  const known = new Map<string, number>();
  for (const row of list) {
    const kind = `${row.item} ${row.position}`;
    const w = known.get(kind) ?? trained(given, [logged([row])]).itemWeights[row.item]!;
    known.set(kind, w);
    squares[row.item]! += w * w;
  }
  return squares;
}

test("inverse-propensity weights recover relevance from slates of a known policy: |z| < 4 over 40,000 occasions", () => {
  const list = clicks(5);
  const given = { propensity: { by: "inclusion", ...IPW } };
  const z = zOfItems(trained(given, [logged(list)]).itemWeights, squaresOf(given, list));
  for (const each of z) expect(Math.abs(each)).toBeLessThan(4);
  const naive = zOfItems(trained({}, [logged(list)]).itemWeights, squaresOf({}, list));
  for (const each of naive) expect(each).toBeLessThan(-4);
});

test("position-debiased weights recover relevance where every item keeps its slot: |z| < 4 over 40,000 occasions", () => {
  const random = generator(9);
  const places = [0, 1, 2];
  const hits = places.map((i) =>
    Array.from({ length: OCCASIONS }, () => (random() < examination[i]! * relevance[i]! ? 1 : 0)),
  );
  const list = places.flatMap((i) => hits[i]!.filter((hit) => hit > 0).map(() => ({ item: i, position: i })));
  const debiased = weights({ position: { exponent: 1 } }, [logged(list)]);
  const z = (i: number, w: number) =>
    zOfMean(
      hits[i]!.map((hit) => hit * w),
      relevance[i]!,
    );
  for (const i of places) {
    const w = debiased[i]! / hits[i]!.reduce<number>((a, b) => a + b, 0);
    expect(Math.abs(z(i, w))).toBeLessThan(4);
    if (i > 0) expect(z(i, 1)).toBeLessThan(-4);
  }
});

test("a training set under any weights has the same bits whether or not an earlier one is built upon", () => {
  const row = fc.record({
    item: fc.nat(ITEMS - 1),
    provenance: fc.nat(2),
    position: fc.nat(2),
    inclusion: fc.double({ min: 0.01, max: 1, noNaN: true }),
    propensity: fc.double({ min: 0.01, max: 1, noNaN: true }),
  });
  const options = fc.record({
    propensity: fc.record({ by: fc.constantFrom("none", "inclusion", "propensity"), normalise: fc.boolean() }),
    position: fc.record({ exponent: fc.constantFrom(0, 0.7) }),
    popularity: fc.record({ exponent: fc.constantFrom(0, 0.3) }),
    decay: fc.record({ halfLife: fc.constantFrom("none", 2) }),
  });
  const law = fc.property(fc.array(fc.array(row, { maxLength: 6 }), { maxLength: 5 }), options, (lists, given) => {
    const parts = lists.map((list, round) => logged(list.map((each) => ({ ...each, round }))));
    let before: ReturnType<typeof trainingSet> | undefined;
    for (let round = 1; round <= parts.length; round++) {
      const held = parts.slice(0, round);
      const rules = rowRules(trainSchema.parse(given), {
        core,
        round,
        parts: held,
        items: ITEMS,
        examination,
        weights: even,
      });
      const anew = trainingSet(held, 1, ITEMS, { ...even, rules });
      before = trainingSet(held, 1, ITEMS, { ...even, rules }, before);
      expect(before).toEqual(anew);
    }
  });
  fc.assert(law, { seed: 8, numRuns: 200 });
});
