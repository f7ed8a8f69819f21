import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { chanceAt, type Drawn, drawFromLists } from "../../src/recommender/draw/index.ts";
import { waysOf } from "../../src/recommender/explore.ts";
import { zOfCounts } from "../simulation/statistics.ts";
import { settingOf } from "./service.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const VISITS = 6000;
const items = [4, 0, 7, 2, 9];
const k = 3;

function drawn(scores: readonly number[], options: object, settled: boolean) {
  const given = { scores: new Array<number>(10).fill(0), options: { slate: k, ...options } };
  const { showing, occasions } = settingOf(core, given, VISITS, "many");
  const lists = {
    depth: 6,
    items: Int32Array.from({ length: 6 * VISITS }, (_, at) => items[at % 6] ?? -1),
    scores: Float32Array.from({ length: 6 * VISITS }, (_, at) => scores[at % 6] ?? 0),
  };
  const rows = Int32Array.from({ length: VISITS }, (_, n) => n);
  return { showing, occasions, drawn: drawFromLists(showing, { lists, rows, settled }, occasions) };
}

const slateAt = (all: Drawn, row: number) => all.items.subarray(row * k, (row + 1) * k);

test("a settled list is shown as it stands, and one of ties shows each of them alike", () => {
  const settled = drawn([2, 2, 2, 1, 1], {}, true).drawn;
  expect([...slateAt(settled, 5)]).toEqual([4, 0, 7]);
  expect(settled.propensity().every((p) => p === 1)).toBe(true);
  const tied = drawn([2, 1, 1, 1, 0], {}, false).drawn;
  expect([...tied.propensity().subarray(0, 3)]).toEqual([1, 1 / 3, 1 / 2]);
});

test.each(["proportional", { kind: "softmax", temperature: 1.5 }])("%o draws from lists as it says", (rank) => {
  for (const scores of [
    [5, 3, 2, 1, 0.5],
    [3, 1, 0, 0, -1],
  ]) {
    const all = drawn(scores, { rank }, true);
    const propensity = all.drawn.propensity();
    const weight = (item: number) => {
      const score = scores[items.indexOf(item)]!;
      return rank === "proportional" ? Math.max(score, 0) : Math.exp(score / 1.5);
    };
    for (let row = 0; row < 20; row++) {
      const slate = [...slateAt(all.drawn, row)];
      slate.forEach((item, slot) => {
        const left = items.filter((i) => !slate.slice(0, slot).includes(i));
        const sum = left.reduce((total, i) => total + weight(i), 0);
        const expected = sum > 0 ? weight(item) / sum : 1 / left.length;
        // utilities are float32: a relative error of 2⁻²⁴ of at most 4 in the exponent, on either side
        expect(Math.abs(propensity[row * k + slot]! / expected - 1)).toBeLessThan(16 * 2 ** -24);
        const of = chanceAt(waysOf(all.showing, all.drawn, all.occasions)(row), slateAt(all.drawn, row), slot);
        const total = [...Array(10).keys(), -1].reduce((p, i) => p + of(i), 0);
        expect(Math.abs(total - 1)).toBeLessThan(1e-9);
        expect(Math.abs(of(item) - propensity[row * k + slot]!)).toBeLessThan(1e-12);
      });
    }
    for (const slot of [0, 1]) {
      const first = slot === 0 ? "" : "4";
      const counts = items.map(() => 0);
      for (let row = 0; row < VISITS; row++) {
        const slate = slateAt(all.drawn, row);
        if ([...slate.subarray(0, slot)].join() === first) counts[items.indexOf(slate[slot]!)]!++;
      }
      const sum = items.reduce((total, i) => total + (slot === 1 && i === 4 ? 0 : weight(i)), 0);
      const chances = items.map((i) => (slot === 1 && i === 4 ? 0 : weight(i) / sum));
      expect(zOfCounts(counts, chances)).toBeLessThan(4);
    }
  }
});
