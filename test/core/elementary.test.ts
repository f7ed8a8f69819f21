import fc from "fast-check";
import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { instantiateKernels } from "../../src/core/load.ts";
import { expOf, fixed, lnOf, times, ulpsFrom } from "./reference/decimal.ts";

const core = await loadCore();
const { kernels } = await instantiateKernels();
const runs = { seed: 7, numRuns: 4000 };
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true, noDefaultInfinity: true });

function expUlps(x: number): number {
  const { mantissa, k } = expOf(fixed(x));
  return Math.abs(ulpsFrom(core.exp(x), mantissa, k));
}

test("the reference knows e, ln 2 and what an ulp is", () => {
  const { mantissa, k } = expOf(fixed(1));
  expect(ulpsFrom(Math.E, mantissa, k)).toBeCloseTo(-0.3255, 3); // e = Math.E + 1.4456e-16
  expect(ulpsFrom(Math.E + 2 ** -51, mantissa, k)).toBeCloseTo(0.6745, 3);
  expect(Math.abs(ulpsFrom(Math.LN2, lnOf(2)))).toBeLessThan(0.5);
});

test("exp is within 1 ulp, subnormal results included", () => {
  fc.assert(
    fc.property(real(-745.1, 709.78), (x) => {
      expect(expUlps(x)).toBeLessThan(1);
    }),
    runs,
  );
  fc.assert(
    fc.property(real(-0.75, 0.75), (x) => {
      expect(expUlps(x)).toBeLessThan(1);
    }),
    runs,
  );
});

test("exp at its ends", () => {
  expect([0, -0, -Infinity, Infinity, -746, 710].map(core.exp)).toEqual([1, 1, 0, Infinity, 0, Infinity]);
  expect(core.exp(Number.NaN)).toBeNaN();
  expect(core.exp(709.782712893384)).toBeGreaterThan(1.79769e308);
  expect(core.exp(-745.13)).toBe(5e-324);
});

test("log is within 1 ulp", () => {
  const ulps = (x: number) => Math.abs(ulpsFrom(core.log(x), lnOf(x)));
  fc.assert(
    fc.property(real(1e-3, 1e3), (x) => {
      fc.pre(x !== 1);
      expect(ulps(x)).toBeLessThan(1);
    }),
    runs,
  );
  fc.assert(
    fc.property(real(0.5, 2.5), (x) => {
      fc.pre(x !== 1);
      expect(ulps(x)).toBeLessThan(1);
    }),
    runs,
  );
  fc.assert(
    fc.property(real(-300, 300), (y) => {
      expect(ulps(10 ** y + 5e-324)).toBeLessThan(1);
    }),
    { ...runs, numRuns: 500 },
  );
  for (const x of [1 + 2 ** -52, 1 - 2 ** -53, 5e-324, 2e-308, 1.6e308]) expect(ulps(x)).toBeLessThan(1);
});

test("log at its ends", () => {
  expect([1, 0, -0, Infinity].map(core.log)).toEqual([0, -Infinity, -Infinity, Infinity]);
  expect(core.log(-1)).toBeNaN();
  expect(core.log(Number.NaN)).toBeNaN();
});

test("pow is within 1 + |y ln x| / 16 ulp", () => {
  fc.assert(
    fc.property(real(1e-6, 1e6), real(-20, 20), (x, y) => {
      const product = times(lnOf(x), fixed(y));
      const { mantissa, k } = expOf(product);
      const bound = 1 + Math.abs(y * Math.log(x)) / 16;
      expect(Math.abs(ulpsFrom(core.pow(x, y), mantissa, k))).toBeLessThan(bound);
    }),
    runs,
  );
});

test("pow is exact where the result is a small whole number, and at its ends", () => {
  expect([core.pow(2, 10), core.pow(3, 4), core.pow(10, 3), core.pow(9, 0.5)]).toEqual([1024, 81, 1000, 3]);
  expect([core.pow(0, 2), core.pow(0, -1), core.pow(0, 0), core.pow(Infinity, 2)]).toEqual([0, Infinity, 1, Infinity]);
  expect([core.pow(2, 1e300), core.pow(2, -1e300), core.pow(1, Infinity), core.pow(5, 0)]).toEqual([Infinity, 0, 1, 1]);
  expect(core.pow(-2, 2)).toBeNaN();
});

test("the float32 exp is within 1.5 ulp, and 0 below -87", () => {
  // in units of 2^-24 on a result above .7: Taylor's remainder .35⁸/8! (.1), r (.25), r² q (.1), r + r² q (.25), last sum (.5)
  fc.assert(
    fc.property(real(-86.9, 87), (wide) => {
      const x = Math.fround(wide);
      const exact = Math.exp(x);
      const ulp = 2 ** (Math.floor(Math.log2(exact)) - 23);
      expect(Math.abs(kernels.exp32(x) - exact) / ulp).toBeLessThan(1.5);
    }),
    runs,
  );
  expect([0, -87.5, -Infinity].map(kernels.exp32)).toEqual([1, 0, 0]);
});
