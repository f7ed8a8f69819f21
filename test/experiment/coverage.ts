import type { Core } from "../../src/core/index.ts";
import { inferenceOf } from "../../src/experiment/statistics/inference.ts";
import { pooledSkewness } from "../../src/experiment/statistics/moments.ts";

/** Paired differences with a known mean. */
export interface Case {
  readonly name: string;
  readonly mean: number;
  readonly bounds?: readonly [number, number];
  draw(uniform: () => number): number;
}

const exponential = (uniform: () => number) => -Math.log(uniform());
const gamma = (uniform: () => number, shape: number) => {
  let sum = 0;
  for (let n = 0; n < shape; n++) sum += exponential(uniform);
  return sum;
};

/**
 * The skewed case: a share whose distribution is Beta(1, 9) in the arm and Beta(2, 9) in the control, coupled as arms are by
 * common random numbers: both are built of the same gamma variates, the control of one more. Its skewness is -1.6.
 */
export const shares: Case = {
  name: "shares",
  mean: 1 / 10 - 2 / 11,
  bounds: [0, 1],
  draw(uniform) {
    const [own, rest, more] = [gamma(uniform, 1), gamma(uniform, 9), gamma(uniform, 1)];
    return own / (own + rest) - (own + more) / (own + more + rest);
  },
};

export const normal: Case = {
  name: "normal",
  mean: 0,
  draw: (uniform) => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
};

/** Harsher ones, of which docs/statistics.md tells what is reached: skewness 2, and 6.2. */
export const harsher: readonly Case[] = [
  { name: "exponential", mean: 1, draw: exponential },
  {
    name: "log-normal",
    mean: Math.exp(0.5),
    draw: (uniform) => Math.exp(normal.draw(uniform)),
  },
];

/** Share of intervals that hold the mean, by how their skewness is found. */
export interface RoundsCoverage {
  readonly pooled: number;
  readonly own: number;
  /** mean change of an end, measured from the mean, from a round to the next, in half-widths */
  readonly raggedness: { readonly pooled: number; readonly own: number };
  /** mean width of those of pooled skewness in that of their own */
  readonly width: number;
}

/**
 * The same for courses: n replicates of so many rounds, whose variates are the last round's with a chance of `kept`, so that each
 * round is distributed as the case and rounds hang together.
 */
export function coverageOverRounds(
  core: Core,
  { mean, bounds, draw }: Case,
  { n, rounds, kept }: { readonly n: number; readonly rounds: number; readonly kept: number },
  simulations: number,
): RoundsCoverage {
  const inference = inferenceOf(core, 1);
  const stream = { key: { seed: 13, replicate: n }, purpose: 255, round: 0 };
  const kinds = ["pooled", "own"] as const;
  const sums = { pooled: { hits: 0, width: 0, moved: 0 }, own: { hits: 0, width: 0, moved: 0 } };
  for (let s = 0; s < simulations; s++) {
    let drawn = 0;
    const uniform = () => core.uniform(stream, 0, s, drawn++);
    const replicates = Array.from({ length: n }, () => courseOf(draw, rounds, kept, uniform));
    const samples = Array.from({ length: rounds }, (_, t) => replicates.map((course) => course[t]!));
    const pooled = pooledSkewness(samples);
    for (const kind of kinds) {
      const ends = samples.map((sample) => {
        const { low, high } = inference.ofDifferences(sample, bounds, kind === "pooled" ? pooled : undefined)!;
        const centre = sample.reduce((sum, value) => sum + value, 0) / n;
        if (low <= mean && mean <= high) sums[kind].hits++;
        sums[kind].width += high - low;
        return [centre - low, high - centre] as const;
      });
      const half = ends.reduce((sum, [below, above]) => sum + below + above, 0) / (2 * rounds);
      for (let t = 1; t < rounds; t++)
        for (const side of [0, 1] as const) sums[kind].moved += Math.abs(ends[t]![side] - ends[t - 1]![side]) / half;
    }
  }
  const share = (kind: "pooled" | "own") => sums[kind].hits / (simulations * rounds);
  const ragged = (kind: "pooled" | "own") => sums[kind].moved / (2 * simulations * (rounds - 1));
  return {
    pooled: share("pooled"),
    own: share("own"),
    raggedness: { pooled: ragged("pooled"), own: ragged("own") },
    width: sums.pooled.width / sums.own.width,
  };
}

function courseOf(draw: Case["draw"], rounds: number, kept: number, uniform: () => number): number[] {
  const variates: number[] = [];
  return Array.from({ length: rounds }, (_, t) => {
    let at = 0;
    return draw(() => {
      if (t === 0 || uniform() >= kept) variates[at] = uniform();
      return variates[at++]!;
    });
  });
}

/** Share of simulations in which the interval holds the mean. */
export function coverageOf(core: Core, { mean, bounds, draw }: Case, n: number, simulations: number): number {
  const inference = inferenceOf(core, 1);
  const stream = { key: { seed: 11, replicate: n }, purpose: 255, round: 0 };
  let hits = 0;
  for (let s = 0; s < simulations; s++) {
    let drawn = 0;
    const uniform = () => core.uniform(stream, 0, s, drawn++);
    const { low, high } = inference.ofDifferences(
      Array.from({ length: n }, () => draw(uniform)),
      bounds,
    )!;
    if (low <= mean && mean <= high) hits++;
  }
  return hits / simulations;
}
