import { expect, test } from "vitest";
import {
  calibrate,
  detectorNamed,
  detectors,
  healthySpread,
  statisticsOf,
  watchSeries,
} from "../../../src/metrics/monitors/index.ts";
import { autoregression, normals } from "./noise.ts";

const [T, N, TESTED, GROUPS] = [40, 199, 200, 10];
const about = { metric: "x", harm: "rises" } as const;
const drawn = (normal: () => number, phi: number, count: number) =>
  Array.from({ length: count }, () => autoregression(normal, phi, T));

test.each(detectors.flatMap(({ name }) => [0, 0.6].map((phi) => [name, phi] as const)))(
  "%s alarms in 5 %% of healthy runs of AR(1), φ = %d: |z| < 4 of 10 times 200 after 199",
  (name, phi) => {
    const normal = normals(17);
    let [above, atLeast] = [0, 0];
    for (let g = 0; g < GROUPS; g++) {
      const monitor = calibrate(detectorNamed(name), drawn(normal, phi, N), 0.05, about);
      for (const series of drawn(normal, phi, TESTED)) {
        const most = Math.max(...statisticsOf(monitor, series).map((x) => x ?? -Infinity));
        expect(watchSeries(series, monitor) !== undefined).toBe(most > monitor.threshold);
        if (most > monitor.threshold) above++;
        if (most >= monitor.threshold) atLeast++;
      }
    }
    // the chance given the calibration is Beta(10, 190): its mean is 5 %, counts of m are beta-binomial
    const p = 10 / (N + 1);
    const sd = Math.sqrt(TESTED * p * (1 - p) * (1 + (TESTED - 1) / (N + 2))) * Math.sqrt(GROUPS);
    const all = p * TESTED * GROUPS;
    // a rank statistic has ties, which count as no alarm: the nominal rate lies between the two counts
    expect((above - all) / sd).toBeLessThan(4);
    expect((atLeast - all) / sd).toBeGreaterThan(-4);
    if (name === "cusum" || name === "page_hinkley") expect(above).toBe(atLeast);
  },
);

test("a shift is found as often as theory says, and far more often than by chance", () => {
  const normal = normals(19);
  const shift = 3;
  const monitor = calibrate(detectorNamed("cusum"), drawn(normal, 0, N), 0.05, about);
  const shifted = drawn(normal, 0, 400).map((x) => x.map((value, t) => (t < 20 ? value : value + shift)));
  const found = shifted.filter((x) => watchSeries(x, monitor)).length / 400;
  // S_T is at least Σ over the 20 shifted rounds of (x - level) / spread - 1/2, the level being the mean of three
  const { spread, threshold } = monitor;
  const [centre, sd] = [20 * (shift / spread - 0.5), Math.sqrt(20 + 400 / 3) / spread];
  const least = normalCdf((centre - threshold) / sd);
  expect(least).toBeGreaterThan(0.7);
  expect(found).toBeGreaterThan(least - 4 * Math.sqrt((least * (1 - least)) / 400));
  const rounds = shifted.flatMap((x) => watchSeries(x, monitor)?.round ?? []).sort((a, b) => a - b);
  expect(rounds[Math.floor(rounds.length / 2)]).toBeGreaterThan(20);
});

/** Abramowitz and Stegun (1964), 26.2.17: to 7.5e-8 for x ≥ 0. */
function normalCdf(x: number): number {
  if (x < 0) return 1 - normalCdf(-x);
  const t = 1 / (1 + 0.2316419 * x);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}

/** What each detector is made for, on top of healthy noise. */
const troubles: Readonly<Record<string, (x: number[], normal: () => number) => number[]>> = {
  cusum: (x) => x.map((value, t) => value + (t < 15 ? 0 : 3)),
  page_hinkley: (x) => x.map((value, t) => value + (t < 15 ? 0 : 3)),
  mann_kendall: (x) => x.map((value, t) => value + 0.15 * t),
  autocorrelation: (_, normal) => {
    let last = 0;
    return Array.from({ length: T }, (_, t) => (last = (t / T) * 1.2 * last + normal()));
  },
  variance: (x) => x.map((value, t) => value * (1 + 0.15 * t)),
};

test.each(Object.keys(troubles))("%s finds what it is made for more often than by chance: z > 4 of 400", (name) => {
  const normal = normals(23);
  const monitor = calibrate(detectorNamed(name), drawn(normal, 0, N), 0.05, about);
  const found = drawn(normal, 0, 400).filter((x) => watchSeries(troubles[name]!(x, normal), monitor)).length;
  // by chance: beta-binomial as above
  const p = 10 / (N + 1);
  expect((found - 400 * p) / Math.sqrt(400 * p * (1 - p) * (1 + 399 / (N + 2)))).toBeGreaterThan(4);
});

test("the threshold is the stated order statistic, the spread the median stray, by hand", () => {
  const still = [2, 2, 2];
  // after a level of 2 one round at 2 + s: strays s, statistics max(0, s / spread - 1/2)
  const healthy = Array.from({ length: 39 }, (_, s) => [...still, 2 + s + 1]);
  expect(healthySpread(healthy, 3)).toBe(20);
  expect(healthySpread([...healthy, ...healthy.map(() => [...still, 2])], 3)).toBe(20); // what stands still has no say
  const monitor = calibrate(detectorNamed("cusum"), healthy, 0.05, about);
  expect(monitor).toEqual({
    ...about,
    detector: "cusum",
    baseline: 3,
    spread: 20,
    rate: 0.05,
    rounds: 4,
    threshold: 38 / 20 - 0.5,
  });
  expect(watchSeries([...still, 2 + 38], monitor)).toBeUndefined();
  expect(watchSeries([...still, 2 + 39], monitor)).toEqual({ round: 4, statistic: 39 / 20 - 0.5 });
  expect(calibrate(detectorNamed("cusum"), healthy.slice(20), 0.05, about).threshold).toBe(39 / 30 - 0.5); // the 19th of 19
});

test("units do not matter, and what falls is what rises turned over", () => {
  const normal = normals(29);
  const healthy = drawn(normal, 0.3, 59);
  const x = autoregression(normal, 0.3, T).map((value, t) => value + t / 8);
  const turned = (values: readonly number[]) => values.map((value) => -4 * value);
  for (const detector of detectors) {
    const rises = calibrate(detector, healthy, 0.1, about);
    const falls = calibrate(detector, healthy.map(turned), 0.1, { metric: "x", harm: "falls" });
    expect(falls.spread).toBe(4 * rises.spread);
    expect(statisticsOf(falls, turned(x))).toEqual(statisticsOf(rises, x));
    expect(watchSeries(turned(x), falls)).toEqual(watchSeries(x, rises));
  }
});

test("what does not give a calibration is refused in words", () => {
  const detector = detectorNamed("cusum");
  const few = drawn(normals(31), 0, 18);
  expect(() => calibrate(detector, few, 0.05, about)).toThrow(
    "x has 18 healthy runs, expected at least 19 for a rate of 0.05",
  );
  expect(() => calibrate(detector, few, 0, about)).toThrow("rate is 0");
  expect(() => calibrate(detector, few, 0.1, { ...about, baseline: 0 })).toThrow("baseline is 0");
  expect(() =>
    calibrate(
      detector,
      few.map(() => [1, 1, 1, 1]),
      0.1,
      about,
    ),
  ).toThrow("expected some that vary");
  expect(() => calibrate(detector, [], 0.1, about)).toThrow("0 healthy runs");
  expect(() => calibrate(detector, [[1, 2, 3, Number.NaN]], 0.1, about)).toThrow();
});
