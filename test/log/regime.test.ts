import fc from "fast-check";
import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { type DataOptions, dataSchema, keptParts, type Rows, regimeNames, scheduledRows } from "../../src/log/index.ts";
import { itemsOf, type Row, rows } from "./rows.ts";

const options = (given: object) => dataSchema.parse(given);

/** Items say where a row comes from: item 10 · round + place. Round 0 has three rows, later ones two. */
const log = [
  [0, 1, 2],
  [10, 11],
  [20, 21],
  [30, 31],
].map((items, round) => rows(items.map((item) => [round, 0, item])));
const seed = [0, 1, 2];
const [first, second, third] = [
  [10, 11],
  [20, 21],
  [30, 31],
];

const everyRound = (round: number) => ({ round, trained: round - 1 });
const selected = (given: object, round: number, trained = round - 1) =>
  itemsOf(keptParts(log, options(given), { round, trained }));

test("accumulate trains on everything so far, the authentic log among it unless it is dropped", () => {
  expect(selected({ regime: "accumulate" }, 4)).toEqual([...seed, ...first!, ...second!, ...third!]);
  expect(selected({ regime: "accumulate", seed: "drop" }, 4)).toEqual([...first!, ...second!, ...third!]);
});

test("replace trains on the last round, beside the authentic log where that is kept", () => {
  expect(selected({ regime: "replace" }, 4)).toEqual(third);
  expect(selected({ regime: "replace", seed: "keep" }, 4)).toEqual([...seed, ...third!]);
});

test("a window of n holds the last n rounds, round 0 among them while it is recent", () => {
  expect(selected({ regime: "window", window: 2 }, 4)).toEqual([...second!, ...third!]);
  expect(selected({ regime: "window", window: 3 }, 4)).toEqual([...first!, ...second!, ...third!]);
  expect(selected({ regime: "window", window: 4 }, 4)).toEqual([...seed, ...first!, ...second!, ...third!]);
  expect(selected({ regime: "window", window: 5 }, 4)).toEqual([...seed, ...first!, ...second!, ...third!]);
  expect(selected({ regime: "window", window: 4, seed: "keep" }, 4)).toEqual([
    ...seed,
    ...first!,
    ...second!,
    ...third!,
  ]);
  expect(selected({ regime: "window", window: 1, seed: "keep" }, 4)).toEqual([...seed, ...third!]);
});

test.each(regimeNames)("rounds 0 and 1 of %s train on the authentic log, dropped or not", (regime) => {
  const start = log.slice(0, 1);
  for (const keep of ["keep", "drop"]) {
    for (const round of [0, 1])
      expect(itemsOf(keptParts(start, options({ regime, seed: keep }), everyRound(round)))).toEqual(seed);
  }
});

test("accumulate, and what is drawn from it, keep the authentic log unless told otherwise, the others drop it", () => {
  const seeds = Object.fromEntries(regimeNames.map((regime) => [regime, options({ regime }).seed]));
  expect(seeds).toEqual({ accumulate: "keep", replace: "drop", window: "drop", subsample: "keep" });
});

test("where not every round trains, replace takes what was logged since the last training, a window its last rounds", () => {
  expect(selected({ regime: "replace" }, 4, 2)).toEqual([...second!, ...third!]);
  expect(selected({ regime: "replace" }, 4, 1)).toEqual([...first!, ...second!, ...third!]);
  // round 0 trained on the authentic log, which is thus older than that training
  expect(selected({ regime: "replace" }, 4, 0)).toEqual([...first!, ...second!, ...third!]);
  expect(selected({ regime: "replace", seed: "keep" }, 4, 2)).toEqual([...seed, ...second!, ...third!]);
  expect(selected({ regime: "window", window: 2 }, 4, 0)).toEqual([...second!, ...third!]);
  expect(selected({ regime: "accumulate", seed: "drop" }, 4, 0)).toEqual([...first!, ...second!, ...third!]);
});

test("forgetting between two trainings loses nothing that the next one takes", () => {
  for (const regime of regimeNames) {
    for (const keep of ["keep", "drop"]) {
      const data = options({ regime, seed: keep });
      for (const trained of [0, 1, 2]) {
        let held: readonly Rows[] = log.slice(0, trained);
        for (let round = trained; round < 4; round++) {
          held = keptParts([...held, log[round]!], data, { round: round + 1, trained });
        }
        expect(itemsOf(keptParts(held, data, { round: 4, trained }))).toEqual(
          itemsOf(keptParts(log, data, { round: 4, trained })),
        );
      }
    }
  }
});

/** Which rounds a round trains on, said without an index. */
function trainsOn({ regime, window, seed: kept }: DataOptions, round: number, past: number): boolean {
  if (round <= 1) return past === 0;
  if (past === 0 && kept === "keep") return true;
  if (regime === "accumulate") return past > 0;
  return past >= round - (regime === "replace" ? 1 : window);
}

const regimes = fc.record({
  regime: fc.constantFrom("accumulate", "replace", "window"),
  window: fc.integer({ min: 1, max: 5 }),
  seed: fc.constantFrom("keep", "drop"),
});

test("forgetting what a round does not train on, as the log grows, never loses what a later round selects", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 9 });
  const law = fc.property(regimes, sizes, (given, perRound) => {
    const data = options(given);
    let held: readonly Rows[] = [];
    const all: Row[] = [];
    for (const [round, size] of perRound.entries()) {
      held = keptParts(held, data, everyRound(round));
      if (round > 0) {
        const naive = all.filter(([past]) => trainsOn(data, round, past)).map(([, , item]) => item);
        expect(itemsOf(held)).toEqual(naive);
      }
      const fresh = Array.from({ length: size }, (_, n): Row => [round, 0, 10 * round + n]);
      all.push(...fresh);
      if (fresh.length > 0) held = [...held, rows(fresh)];
    }
  });
  fc.assert(law, { seed: 2, numRuns: 400 });
});

test("rows a round: the users' activity, a number, a list whose last entry goes on, or start · round^power", async () => {
  const core = await loadCore();
  const planned = (given: DataOptions["rows"], round: number) => scheduledRows(core, given, round, 77);
  expect(planned("activity", 3)).toBe(77);
  expect(planned(12, 3)).toBe(12);
  expect([1, 2, 3, 4, 9].map((t) => planned([5, 6, 7], t))).toEqual([5, 6, 7, 7, 7]);
  expect([1, 2, 3, 10, 37].map((t) => planned({ start: 20, power: 2 }, t))).toEqual([20, 80, 180, 2000, 27380]);
  expect([1, 2, 9].map((t) => planned({ start: 3, power: 0 }, t))).toEqual([3, 3, 3]);
});
