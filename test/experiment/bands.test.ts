import { expect, test } from "vitest";
import { bandsOf } from "../../src/experiment/index.ts";
import { withInference } from "../../src/experiment/statistics/withInference.ts";
import type { MetricInfo, RoundRecord } from "../../src/metrics/index.ts";

const info = (name: string, bounds?: readonly [number, number]): MetricInfo => ({
  ...{ name, title: name, family: "f", summary: "", harm: "rises", delta: 1, format: ".3f" },
  ...(bounds ? { bounds } : {}),
});

/** Records of one metric: (replicates, rounds) values from round 1. */
const recordsOf = (arm: string, metric: string, values: readonly (readonly (number | undefined)[])[]): RoundRecord[] =>
  values.flatMap((rounds, r) =>
    rounds.map((value, t) => ({
      ...{ arm, replicate: r + 1, round: t + 1 },
      metrics: value === undefined ? ({} as Record<string, number>) : { [metric]: value },
    })),
  );

const arms = [{ name: "a", control: "c", twins: ["twin-none"] }, { name: "c" }, { name: "twin-none", control: "c" }];
const of = (records: readonly RoundRecord[], metrics: readonly MetricInfo[], rounds = 2) =>
  bandsOf({ arms, metrics, records, rounds, seed: 1 });

/** Student's t at 97.5 %: in closed form for two degrees of freedom. */
const t2 = (0.95 * Math.SQRT2) / Math.sqrt(1 - 0.95 ** 2);

test("bands of a mean and of paired differences, by hand", async () => {
  // a at round 1: mean 2, s = 1; a - c: 1, 1.5, 2: mean 1.5, s = 0.5; a - twin-none: 3, 3, 3
  const records = [
    ...recordsOf("a", "m", [
      [1, 5],
      [2, undefined],
      [3, undefined],
    ]),
    ...recordsOf("c", "m", [
      [0, 0],
      [0.5, 1],
      [1, 1],
    ]),
    ...recordsOf("twin-none", "m", [[-2], [-1], [0]]),
  ];
  const bands = await of(records, [info("m")]);
  expect(bands.map(({ arm, minus }) => [arm, minus])).toEqual([
    ["a", undefined],
    ["a", "c"],
    ["a", "twin-none"],
    ["c", undefined],
    ["twin-none", undefined],
    ["twin-none", "c"],
  ]);
  const ends = (n: number) => [bands[n]!.low[0], bands[n]!.high[0]] as [number, number];
  const about = (mean: number, half: number, [low, high]: [number, number]) => {
    expect(low).toBeCloseTo(mean - half, 10);
    expect(high).toBeCloseTo(mean + half, 10);
  };
  about(2, t2 / Math.sqrt(3), ends(0));
  about(1.5, (0.5 * t2) / Math.sqrt(3), ends(1));
  expect(ends(2)).toEqual([3, 3]);
  // at round 2 one replicate has a value: none
  expect([bands[0]!.low[1], bands[0]!.high[1], bands[1]!.low[1]]).toEqual([null, null, null]);
});

test("a bounded metric's band is laid out on its scale and stays within it", async () => {
  const shares = [[0.01], [0.02], [0.12]];
  const [band] = await of(recordsOf("a", "m", shares), [info("m", [0, 1])], 1);
  const mean = 0.05;
  const error = Math.sqrt((0.04 ** 2 + 0.03 ** 2 + 0.07 ** 2) / 2 / 3);
  const end = (sign: number) =>
    1 / (1 + Math.exp(-(Math.log(mean / (1 - mean)) + (sign * t2 * error) / (mean * (1 - mean)))));
  expect(band!.low[0]).toBeCloseTo(end(-1), 10);
  expect(band!.high[0]).toBeCloseTo(end(1), 10);
  expect(band!.low[0]).toBeGreaterThan(0);
});

test("bands of all rounds are corrected for the same skewness, their average", async () => {
  // skewness 2 at round 1 and -2 at round 2: alone neither band would be symmetric
  const skewed = recordsOf("a", "m", [
    [0, 1],
    [0, 1],
    [0, 1],
    [1, 0],
  ]);
  const zeros = recordsOf(
    "c",
    "m",
    Array.from({ length: 4 }, () => [0, 0]),
  );
  const bands = await of([...skewed, ...zeros], [info("m")]);
  for (const { low, high } of [bands[0]!, bands.find(({ minus }) => minus === "c")!]) {
    expect(low[0]! + high[0]!).toBeCloseTo(0.5, 12);
    expect(low[1]! + high[1]!).toBeCloseTo(1.5, 12);
  }
});

test("from thirty replicates on a band of differences is the bootstrap's, as the table is", async () => {
  const differences = Array.from({ length: 30 }, (_, r) => (r * r) / 100);
  const records = [
    ...recordsOf(
      "a",
      "m",
      differences.map((value) => [value]),
    ),
    ...recordsOf(
      "c",
      "m",
      differences.map(() => [0]),
    ),
  ];
  const bands = await of(records, [info("m")], 1);
  const minus = bands.find((band) => band.arm === "a" && band.minus === "c")!;
  const table = await withInference(1, (inference) => inference.ofDifferences(differences)!);
  expect(table.method).toBe("bootstrap");
  expect([minus.low[0], minus.high[0]]).toEqual([table.low, table.high]);
});

test("one replicate has no bands", async () => {
  expect(await of(recordsOf("a", "m", [[1, 2]]), [info("m")])).toEqual([]);
});
