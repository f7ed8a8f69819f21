import type { Core } from "../../src/core/index.ts";
import { inferenceOf } from "../../src/experiment/statistics/inference.ts";

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
