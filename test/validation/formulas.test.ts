import { describe, expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import {
  accumulatedDiversity,
  accumulatedLimit,
  subsampledDiversity,
  urnDiversity,
  urnUntouched,
  urnVariance,
  windowDiversity,
  windowRate,
} from "../../src/validation/formulas/accumulate.ts";
import { chainExtinction, poissonExtinction } from "../../src/validation/formulas/branching.ts";
import { chainAt, fittedTemperature } from "../../src/validation/formulas/chain.ts";
import { islands, pooledIdentity } from "../../src/validation/formulas/communities.ts";
import { courseAt, diffusionFixation, driftDistance, meanFixation } from "../../src/validation/formulas/drift.ts";
import {
  degreesOfFreedom,
  effectiveRank,
  errorGrowth,
  filledScore,
  nicheScore,
  normalDesign,
  thresholded,
} from "../../src/validation/formulas/factorisation.ts";
import { ewensHhi, GOLDEN, mixing, weightedVariance } from "../../src/validation/formulas/fresh.ts";
import {
  binomialGini,
  entropy,
  logitShares,
  plugInEntropy,
  plugInHhi,
  randomCoverage,
  randomGini,
  randomJaccard,
  randomNdcg,
  randomRecall,
} from "../../src/validation/formulas/nulls.ts";
import { binomial, power, squares, sum, zipf } from "../../src/validation/formulas/shares.ts";
import {
  distinctItems,
  gamma,
  missingMass,
  zeta,
  zipfDistinctItems,
  zipfMissingMass,
} from "../../src/validation/formulas/tail.ts";

/*
 * Closed forms against numbers that were published, or computed and checked by simulation outside this project, to the digits
 * given there. A number of n digits is met to half a unit of the last, and a little more.
 */

const core = await loadCore();
const q = zipf(core, 20, 1);
const [N, K] = [50, 20];

function near(found: number, published: number, digits: number): void {
  expect(Math.abs(found - published)).toBeLessThan(0.51 * 10 ** -digits);
}

describe("drift", () => {
  test("survivors and fixation by the ancestral process, 20 items of Zipf shares, 50 clicks", () => {
    const alive = [1, 5, 20, 60].map((t) => courseAt(q, N, t).survivors);
    [15.082, 8.692, 3.906, 1.839].forEach((published, n) => {
      near(alive[n]!, published, 3);
    });
    near(courseAt(q, N, 20).fixed, 0.00709, 5);
    near(courseAt(q, N, 60).fixed, 0.321, 4);
    near(meanFixation(q, N), 91.36, 2);
  });

  test("a generative chain of two rows by hand, and its fitted temperature", () => {
    const x = 0.7;
    const tau = fittedTemperature(core, x);
    near(tau, 0.4 / Math.log(7 / 3), 14);
    // samples at the fitted temperature have the authentic shares, and those of a model of one row each are even
    const first = chainAt(core, { N: 2, x, tau, alpha: 0 }, 1);
    const second = chainAt(core, { N: 2, x, tau, alpha: 0 }, 2);
    [0.09, 0.42, 0.49].forEach((P, c) => {
      near(first[c]!, P, 14);
    });
    [0.09 + 0.42 / 4, 0.42 / 2, 0.49 + 0.42 / 4].forEach((P, c) => {
      near(second[c]!, P, 14);
    });
    // with half of the rows authentic an item that has no row comes back by them alone
    const mixed = chainAt(core, { N: 1, x, tau: 1, alpha: 0.5 }, 2);
    const named = 0.35 + 0.5 / (1 + Math.exp(-0.4));
    near(mixed[1]!, named * 0.85 + (1 - named) * 0.35, 14);
  });

  test("one round costs the sampling noise of one sample", () => {
    near(driftDistance(N, K, 1), (K - 1) / N, 14);
  });

  test("two items: the ancestors' time to fixation is that of the chain, and within 5 % of the diffusion limit", () => {
    const size = 100;
    const steps = Array.from({ length: size + 1 }, (_, i) => binomial(size, i / size));
    let alive = [0.5, 0.1].map((x) => Float64Array.from(steps, (_, i) => (i === x * size ? 1 : 0)));
    const rounds = [0, 0];
    for (let t = 0; t < 4000; t++) {
      alive = alive.map((state, n) => {
        rounds[n]! += sum(state);
        const next = new Float64Array(size + 1);
        for (let i = 1; i < size; i++) for (let j = 1; j < size; j++) next[j]! += state[i]! * steps[i]![j]!;
        return next;
      });
    }
    [0.5, 0.1].forEach((x, n) => {
      const exact = meanFixation(Float64Array.of(x, 1 - x), size);
      near(exact, rounds[n]!, 8);
      expect(Math.abs(exact / diffusionFixation(core, size, x) - 1)).toBeLessThan(0.05);
    });
  });

  test("extinction of an item of four clicks", () => {
    [1, 5, 10, 40].forEach((t, n) => {
      near(poissonExtinction(core, 4, t), [0.0183, 0.287, 0.502, 0.827][n]!, [4, 3, 3, 3][n]!);
    });
    // with N clicks a round the chance of the first round is (1 - 4/N)^N
    near(chainExtinction(2000, 4, 1), power(1 - 4 / 2000, 2000), 12);
    expect(Math.abs(chainExtinction(2000, 4, 40) / poissonExtinction(core, 4, 40) - 1)).toBeLessThan(0.01);
    // median lives of items of 16 and 64 clicks
    expect([44, 45].map((t) => poissonExtinction(core, 16, t) >= 0.5)).toEqual([false, true]);
    expect([182, 183].map((t) => poissonExtinction(core, 64, t) >= 0.5)).toEqual([false, true]);
  });
});

describe("fresh data", () => {
  test("amplifications of a tenth of authentic clicks", () => {
    near(mixing({ N, alpha: 0.1, draw: "independent" }).amplification, 4.849661, 6);
    near(mixing({ N, alpha: 0.1, draw: "stratified" }).amplification, 4.807692, 6);
    near(mixing({ N: 1e9, alpha: 0.1, draw: "independent" }).amplification, 5.263, 3);
  });

  test("a loop of nothing but authentic clicks is one sample, and one of none is drift", () => {
    for (const draw of ["independent", "stratified"] as const) {
      near(mixing({ N, alpha: 1, draw }).distance(K, 30), (K - 1) / N, 12);
    }
    near(mixing({ N, alpha: 0, draw: "independent" }).distance(K, 7), driftDistance(N, K, 7), 12);
  });

  test("uniform exploration: 2,000 items, and an endless catalogue", () => {
    const settled = (alpha: number) => mixing({ N: 200, alpha, draw: "independent" }).hhi(1 / 2000, 5000);
    near(settled(0.005), 0.3353, 4);
    near(settled(0.02), 0.1131, 4);
    near(ewensHhi(200, 0.005), 1 / 3, 12);
  });

  test("weights: the golden ratio is the best, and its own value", () => {
    const settled = (w: number) => weightedVariance(w, 500);
    near(settled(0.3), 1.137, 3);
    near(settled(0.5), 0.6667, 4);
    near(settled(GOLDEN), 0.618034, 6);
    near(settled(0.8), 0.7083, 4);
    near(settled(1), 1, 12);
    for (const step of [-1e-3, 1e-3]) expect(settled(GOLDEN + step)).toBeGreaterThan(settled(GOLDEN));
  });
});

describe("accumulating", () => {
  test("the product and its limit", () => {
    near(accumulatedLimit(50), 0.967424, 6);
    near(accumulatedLimit(1000), 0.998356, 6);
    near(accumulatedDiversity(50, 200_000), accumulatedLimit(50), 6);
    near(subsampledDiversity(50, 200), 0.9554, 4);
  });

  test("the urn is the product of its steps, and Dirichlet in the limit", () => {
    let product = 1;
    for (let j = 1; j <= 37; j++) product *= 1 - 1 / (10 + j) ** 2;
    near(urnDiversity(10, 37), product, 12);
    // one click of ten: Π (9 + j)/(10 + j) telescopes
    near(urnUntouched(10, 0.1, 41), 9 / (9 + 41), 14);
    const [n, S] = [3, 10];
    near(urnVariance(S, n / S, 1e9), (n * (S - n)) / (S * S * (S + 1)), 8);
  });

  test("windows: rates by the top eigenvalue, and half-lives that grow with the square", () => {
    const published = { 1: 0.0202, 2: 0.00895, 4: 0.00321, 8: 0.00099 };
    for (const [W, rate] of Object.entries(published)) {
      const exact = windowRate(core.log, N, Number(W));
      near(exact, rate, 5);
      expect(Math.abs((exact * N * (Number(W) + 1) ** 2) / 4 - 1)).toBeLessThan(0.02);
    }
  });

  test("a window of one round is drift", () => {
    const held = windowDiversity(N, 1, 1);
    const three = [held.next(), held.next(), held.next()].map(({ value }) => value as number);
    three.forEach((value, n) => {
      near(value, power(1 - 1 / N, n + 1), 14);
    });
  });
});

test("the island model, without and with full pooling", () => {
  const start = { within: 0.2, between: 0.1 };
  const apart = islands(start, 4, N, 0, 41);
  near((1 - apart.within) / (1 - start.within), power(1 - 1 / N, 41), 12);
  near(apart.between, start.between, 14);
  // one model for all is drift of D · N clicks, as communities then draw from the same shares
  const pooled = islands({ within: 0.1, between: 0.1 }, 4, N, 1, 41);
  near((1 - pooledIdentity(pooled, 4)) / 0.9, power(1 - 1 / (4 * N), 41), 12);
});

describe("tails", () => {
  test("Γ and ζ", () => {
    near(gamma(core, 0.5), Math.sqrt(Math.PI), 13);
    near(gamma(core, 1 / 3), 2.678938534707747, 13);
    near(gamma(core, 5), 24, 12);
    near(zeta(core, 2), Math.PI ** 2 / 6, 13);
    near(zeta(core, 1.5), 2.612375348685488, 12);
  });

  test("the limits beside the sums over 500,000 items", () => {
    const p = zipf(core, 500_000, 2);
    expect(Math.abs(zipfMissingMass(core, 2, 1000) / missingMass(p, 1000) - 1)).toBeLessThan(0.0005);
    expect(Math.abs(zipfDistinctItems(core, 2, 1000) / distinctItems(p, 1000) - 1)).toBeLessThan(0.012);
  });
});

describe("nulls", () => {
  const slates = { U: 200, M: 500, k: 10 };
  test("random slates", () => {
    near(randomCoverage(slates), 0.982412, 6);
    near(binomialGini(slates), 0.274875, 6);
    // a simulation of 20,000 rounds elsewhere: .274613, standard error .000062
    expect(Math.abs(randomGini(slates) - 0.274613)).toBeLessThan(4 * 0.000062);
    // one of two items for each of two users: both of one, or one each
    near(randomGini({ U: 2, M: 2, k: 1 }), 0.5 / 2, 14);
    near(randomGini({ U: 7, M: 9, k: 9 }), 0, 14);
    near(randomJaccard(slates), 0.010622, 6);
    near(randomNdcg(core, slates, 12), 0.024, 12);
    near(randomRecall(slates, 12), 0.024, 12);
  });

  test("plug-in estimates", () => {
    near(squares(q), 0.12332, 5);
    near(plugInHhi(squares(q), N), 0.14085, 5);
    near(entropy(core, q), 2.528, 3);
    near(plugInEntropy(core, q, N), 2.313, 2);
    // two fair outcomes, two draws: ln 2 half of the time
    near(plugInEntropy(core, Float64Array.of(0.5, 0.5), 2), Math.LN2 / 2, 14);
  });

  test("the logit", () => {
    const published = [0.426933, 0.258948, 0.15706, 0.15706];
    logitShares(core, [1, 0.5, 0]).forEach((P, n) => {
      near(P, published[n]!, 6);
    });
  });

  test("the binomial distribution sums to one and has its mean", () => {
    const P = binomial(200, 0.02);
    near(sum(P), 1, 12);
    near(sum(P.map((p, k) => p * k)), 4, 10);
  });
});

describe("factorisation", () => {
  test("how errors grow", () => {
    expect(errorGrowth.replace(12)).toBe(12);
    [1, 1.25, 1.424, 1.527, 1.565].forEach((published, n) => {
      near(errorGrowth.accumulate([1, 2, 4, 8, 12][n]!), published, 3);
    });
    near(normalDesign(25, 4), 0.2, 14);
    expect(degreesOfFreedom(60, 40, 3)).toBe(291);
  });

  test("effective ranks of retrained scores", () => {
    const published = [6.158168, 5.58536, 5.082005, 4.648133, 4.131657, 3.854841, 3.354495];
    published.forEach((rank, t) => {
      near(effectiveRank(core, thresholded([20, 16, 12, 9, 7, 5, 3.3, 2.1], 1, t + 1)), rank, 6);
    });
    near(effectiveRank(core, [4, 2, 1, 1]), 3.363586, 6);
    expect(effectiveRank(core, [0, 0])).toBe(0);
  });

  test("scores of niches", () => {
    const blocks = [
      [40, 30],
      [20, 15],
      [8, 8],
      [4, 4],
      [2, 3],
    ] as const;
    const [users, items] = [74, 60];
    const settings = [
      { lambda: 5, a0: 0.1, nu: 0, scores: [0.777875, 0.646659, 0.340909, 0, 0] },
      { lambda: 2.2, a0: 0.3, nu: 0, scores: [0.720378, 0.671525, 0.557692, 0.346154, 0.078349] },
      { lambda: 0.05, a0: 0.1, nu: 1, scores: [0.854887, 0.84614, 0.825663, 0.78776, 0.738409] },
    ];
    for (const { lambda, a0, nu, scores } of settings) {
      blocks.forEach(([n, m], c) => {
        const ridge = [lambda * (m + a0 * items) ** nu, lambda * (n + a0 * users) ** nu] as const;
        near(nicheScore([n, m], ridge, a0), scores[c]!, 6);
        near(filledScore([n, m], ridge, a0, 1), nicheScore([n, m], ridge, a0), 14);
        near(filledScore([n, m], [0, 0], a0, 0.3), 0.3 / (0.3 + a0), 14);
      });
    }
  });
});
