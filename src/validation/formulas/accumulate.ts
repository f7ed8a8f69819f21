/** Popularity loops that train on more than the last round: N clicks a round, H = 1 - Σp² of what is trained on. */

/** All clicks so far: E[H_t] / H_0 = Π_{j ≤ t} (1 - 1 / (N j²)), exact. */
export function accumulatedDiversity(N: number, t: number): number {
  let held = 1;
  for (let j = 1; j <= t; j++) held *= 1 - 1 / (N * j * j);
  return held;
}

/** Its limit sin(x) / x, x = π / √N, by its series: 1 - π² / 6N, nearly. */
export function accumulatedLimit(N: number): number {
  const x2 = (Math.PI * Math.PI) / N;
  let [term, sum] = [1, 1];
  for (let k = 1; Math.abs(term) > 1e-18; k++) {
    term *= -x2 / (2 * k * (2 * k + 1));
    sum += term;
  }
  return sum;
}

/**
 * All clicks so far, of which N drawn with replacement are trained on (Kazdan et al. 2024, arXiv 2410.16713), round 1 on
 * the authentic shares: E[H_t] / H_0 of the pool, exact.
 */
export function subsampledDiversity(N: number, t: number): number {
  const lost = 1 - (1 - 1 / N) * (1 - 1 / N);
  let held = 1 - 1 / N;
  for (let j = 2; j <= t; j++) held *= 1 - lost / (j * j);
  return held;
}

/**
 * Pólya's urn, one click at a time on top of S clicks: E[H_t] / H_0 = Π (1 - 1 / (S + j)²), which telescopes to
 * S (S + t + 1) / ((S + 1)(S + t)), and to S / (S + 1) in the limit.
 */
export const urnDiversity = (S: number, t: number): number => (S * (S + t + 1)) / ((S + 1) * (S + t));

/** Var p of an item that began at q after t clicks: q (1 - q) / (S + 1) in the limit, that of Dirichlet(S q). */
export const urnVariance = (S: number, q: number, t: number): number => q * (1 - q) * (1 - urnDiversity(S, t));

/** P(an item of share q is not named by the first t clicks) = Π_{j < t} (S (1 - q) + j) / (S + j), exact. */
export function urnUntouched(S: number, q: number, t: number): number {
  let P = 1;
  for (let j = 0; j < t; j++) P *= (S * (1 - q) + j) / (S + j);
  return P;
}

/**
 * The last W rounds. With D_st the probability that a click of round s and one of round t differ, the newest round has
 * D_ns = mean over the window of D_us and D_nn = (1 - 1/N) times the mean over pairs of the window: a linear map of W × W
 * numbers. Round 0, the authentic log, weighs `seedWeight` clicks as long as it is in the window.
 * @returns E[H] of the clicks of rounds 1, 2, ..., in units of H_0
 */
export function* windowDiversity(N: number, W: number, seedWeight: number): Generator<number> {
  let D = [[1]];
  let weights = [seedWeight];
  for (;;) {
    const { next, newest } = slid(D, weights, N, W);
    yield newest;
    D = next;
    weights = [...weights, N].slice(-W);
  }
}

function slid(D: readonly (readonly number[])[], weights: readonly number[], N: number, W: number) {
  const total = weights.reduce((a, b) => a + b, 0);
  const mix = (row: readonly number[]) => row.reduce((sum, d, s) => sum + (weights[s]! / total) * d, 0);
  const across = D.map(mix);
  const newest = (1 - 1 / N) * mix(across);
  const grown = [...D.map((row, s) => [...row, across[s]!]), [...across, newest]];
  return { next: grown.slice(-W).map((row) => row.slice(-W)), newest };
}

/** The rate at which a window loses diversity for good: -ln of the map's largest eigenvalue; nearly 4 / (N (W + 1)²). */
export function windowRate(log: (x: number) => number, N: number, W: number): number {
  let D: number[][] = Array.from({ length: W }, () => new Array<number>(W).fill(1));
  const weights = new Array<number>(W).fill(N);
  let eigenvalue = 1;
  for (let step = 0; step < 400 * W; step++) {
    const { next } = slid(D, weights, N, W);
    const norm = next.flat().reduce((sum, d) => sum + d, 0);
    eigenvalue = norm / D.flat().reduce((sum, d) => sum + d, 0);
    D = next.map((row) => row.map((d) => (d * W * W) / norm));
  }
  return -log(eigenvalue);
}
