import fc from "fast-check";
import { expect, test } from "vitest";
import { CoreError, loadCore } from "../../src/core/index.ts";
import { philox, uniform } from "./reference/philox.ts";

const core = await loadCore();
const stream = { key: { seed: 0x243f6a88, replicate: 7 }, purpose: 3, round: 11 };
const word = fc.nat({ max: 0xffffffff });

type Words = [number, number, number, number];
const ONES = 0xffffffff;
const published: { key: [number, number]; counter: Words; words: Words }[] = [
  { key: [0, 0], counter: [0, 0, 0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    key: [ONES, ONES],
    counter: [ONES, ONES, ONES, ONES],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    key: [0xa4093822, 0x299f31d0],
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

test.each(published)("Philox4x32-10 gives the published words of Random123 ($words)", ({ key, counter, words }) => {
  expect([...core.philox(key, counter)]).toEqual(words);
  expect(philox(key, counter)).toEqual(words);
});

test("Philox agrees with its twin everywhere", () => {
  fc.assert(
    fc.property(fc.tuple(word, word), fc.tuple(word, word, word, word), (key, counter) => {
      expect([...core.philox(key, counter)]).toEqual(philox(key, counter));
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("a uniform is the twin's, an odd multiple of 2⁻⁵³ in (0, 1)", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 24 - 1 }), word, word, (draw, agent, slot) => {
      const u = core.uniform(stream, draw, agent, slot);
      expect(u).toBe(uniform(stream, draw, agent, slot));
      expect((u * 2 ** 53) % 2).toBe(1);
      expect(u > 0 && u < 1).toBe(true);
    }),
    { seed: 2, numRuns: 500 },
  );
});

test("uniforms, Gumbels and normals have their means and variances", () => {
  const n = 40_000;
  const z = (draw: (i: number) => number, mean: number, variance: number) => {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const x = draw(i) - mean;
      sum += x;
      squares += x * x;
    }
    return { mean: sum / Math.sqrt(n * variance), variance: squares / n / variance };
  };
  const figures = [
    z((i) => core.uniform(stream, 0, i, 0), 0.5, 1 / 12),
    z((i) => core.gumbel(stream, 1, i, 0), 0.5772156649015329, Math.PI ** 2 / 6),
    z((i) => core.normal(stream, 2, 0, i), 0, 1),
  ];
  for (const { mean, variance } of figures) {
    expect(Math.abs(mean)).toBeLessThan(4);
    // var of a squared deviation is (kurtosis - 1) / n, kurtosis ≤ 5.4 (Gumbel): sd .0105, four of them
    expect(Math.abs(variance - 1)).toBeLessThan(0.042);
  }
});

test("a draw above 24 bits is refused, as it would run into the next purpose", () => {
  expect(() => core.uniform(stream, 2 ** 24, 0, 0)).toThrow(CoreError);
  expect(() => core.uniform(stream, Number.NaN, 0, 0)).toThrow("draw is NaN");
});
