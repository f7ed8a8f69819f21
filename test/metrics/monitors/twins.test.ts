import { expect, test } from "vitest";
import {
  againstTwins,
  calibrateOnTwins,
  detectorNamed,
  expectationOf,
  type Monitor,
  observe,
  startMonitor,
  statisticsOf,
  watchSeries,
} from "../../../src/metrics/monitors/index.ts";
import { expectRounded } from "../fixture.ts";
import { normals } from "./noise.ts";

const about = { metric: "x", harm: "rises" } as const;
const cusum = detectorNamed("cusum");

test("what twins lead one to expect, by hand: means by round, and how far one more run strays from them", () => {
  // squares 2 + 8 about 2 and 5, one degree of freedom each: variance 5, times 1 + 1/2
  expectRounded(
    expectationOf([
      [1, 3],
      [3, 7],
    ]).spread,
    Math.sqrt(7.5),
    4,
  );
  expect(
    expectationOf([
      [1, 3],
      [3, 7],
    ]).expected,
  ).toEqual([2, 5]);
  // a round that only one twin has adds nothing to the spread, one that none has is null
  const gaps = expectationOf([
    [1, undefined, undefined, 3],
    [3, 4, undefined, 7],
  ]);
  expect(gaps.expected).toEqual([2, 4, null, 5]);
  expectRounded(gaps.spread, Math.sqrt(7.5), 4);
});

test("a run is set against what is expected of each round, from the first on, in the twins' units", () => {
  const monitor: Monitor = againstTwins({ ...about, detector: "cusum", threshold: 2.5, rate: 0.05, rounds: 4 }, [
    [0, 2, 4, undefined, 8],
    [2, 4, 6, undefined, 10],
  ]);
  expect(monitor).toMatchObject({ baseline: 0, expected: [1, 3, 5, null, 9], threshold: 2.5 });
  expectRounded(monitor.spread, Math.sqrt(3), 4);
  const one = { ...monitor, spread: 1 };
  // 1, 2 and 3 above what is expected, less a half each; nothing is expected of round 4
  expect(statisticsOf(one, [2, 5, 8, 99, 9])).toEqual([0.5, 2, 4.5, undefined, 4]);
  expect(watchSeries([2, 5, 8, 99, 9], one)).toEqual({ round: 3, statistic: 4.5 });
  expect(statisticsOf(one, [2, undefined, 8])).toEqual([0.5, undefined, 3]); // a round without a value passes all the same
  expect(statisticsOf({ ...one, harm: "falls" }, [0, 2, 4])).toEqual([0.5, 1, 1.5]);
  // with a baseline the level is that of the first differences: 1 and 2
  expect(statisticsOf({ ...one, baseline: 2 }, [2, 5, 8])).toEqual([undefined, 0, 1]);
  let state = startMonitor(one);
  const statistics = [2, 5, 8, 99, 9].map((value) => {
    const step = observe(one, JSON.parse(JSON.stringify(state)), value);
    state = step.state;
    return step.statistic;
  });
  expect(statistics).toEqual([0.5, 2, 4.5, undefined, 4]);
  expect(() => observe(one, state, 9)).toThrow("got round 6, expected at most 5");
});

test("the threshold on twins is the stated order statistic of each against the others, by hand", () => {
  // one twin stands 20 above 19 that scatter as -1, 1, -1, ...: set against these it strays most
  const twins = Array.from({ length: 20 }, (_, n) => [n === 0 ? 20 : n % 2 === 0 ? 1 : -1]);
  const against = (n: number) => expectationOf(twins.filter((_, other) => other !== n));
  const largest = twins.map(([x], n) => Math.max(0, (x! - against(n).expected[0]!) / against(n).spread - 0.5));
  const sorted = [...largest].sort((a, b) => a - b);
  expect(sorted[19]).toBe(largest[0]);
  const monitor = calibrateOnTwins(cusum, twins, 0.05, about);
  expect(monitor.threshold).toBe(sorted[19]); // ⌈.95 · 21⌉ = 20th of 20
  expect(calibrateOnTwins(cusum, twins, 0.1, about).threshold).toBe(sorted[18]); // ⌈.9 · 21⌉ = 19th
  expect(monitor).toMatchObject({
    ...about,
    ...expectationOf(twins),
    detector: "cusum",
    baseline: 0,
    rate: 0.05,
    rounds: 1,
  });
});

test("on twins of a world with a trend 5 % false alarms: |z| < 4 of 20 times 100", () => {
  const normal = normals(41);
  const [M, TESTED, GROUPS] = [39, 100, 20];
  const run = () => Array.from({ length: 20 }, (_, t) => 3 * t - 0.1 * t * t + normal());
  let alarms = 0;
  for (let g = 0; g < GROUPS; g++) {
    const monitor = calibrateOnTwins(cusum, Array.from({ length: M }, run), 0.05, about);
    for (let n = 0; n < TESTED; n++) if (watchSeries(run(), monitor)) alarms++;
  }
  // the chance given the twins is Beta(2, 38), as in `calibrate`; that a twin is set against 38 and a run against 39 is
  // allowed for in the spread, and what is left of it is of the order of 1 / 39 of the rate
  const p = 2 / (M + 1);
  const sd = Math.sqrt(TESTED * p * (1 - p) * (1 + (TESTED - 1) / (M + 2)) * GROUPS);
  expect(Math.abs(alarms - p * TESTED * GROUPS) / sd).toBeLessThan(4);
});

test("a slow rise is found against twins before the level of a run's own first rounds shows it", () => {
  const normal = normals(43);
  const healthy = () => Array.from({ length: 40 }, () => normal());
  const rising = (x: readonly number[]) => x.map((value, t) => value + t / 10);
  const twins = Array.from({ length: 39 }, healthy);
  const runs = Array.from({ length: 50 }, () => rising(healthy()));
  const known = calibrateOnTwins(cusum, twins, 0.05, about);
  const own = calibrateOnTwins(cusum, twins, 0.05, { ...about, baseline: 3 });
  const roundOf = (monitor: Monitor) => (x: number[]) => watchSeries(x, monitor)?.round ?? Infinity;
  const sooner = runs.filter((x) => roundOf(known)(x) < roundOf(own)(x)).length;
  // were neither sooner, at most half would be: 50 coins fall so at least 40 times with a chance of 1e-5
  expect(sooner).toBeGreaterThanOrEqual(40);
});

test("what twins do not give is refused in words", () => {
  const few = Array.from({ length: 18 }, (_, n) => [n, 2, 3]);
  expect(() => calibrateOnTwins(cusum, few, 0.05, about)).toThrow("x has 18 healthy runs, expected at least 19");
  expect(() => expectationOf([[1, 2]], "x")).toThrow(
    "x has 1 twins with a spread of NaN, expected at least two that differ",
  );
  expect(() =>
    expectationOf([
      [1, 2],
      [1, 2],
    ]),
  ).toThrow("spread of 0");
  expect(() =>
    expectationOf([
      [1, Number.NaN],
      [1, 2],
    ]),
  ).toThrow("spread of NaN");
});
