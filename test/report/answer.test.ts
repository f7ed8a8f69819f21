import { expect, test } from "vitest";
import type { Frontier, FrontierArm, Kept, MetricInfo } from "../../src/metrics/records.ts";
import { answer } from "../../src/report/index.ts";

const metrics: MetricInfo[] = [
  {
    name: "tv_original",
    title: "Total variation",
    family: "fidelity",
    summary: "",
    harm: "rises",
    delta: 0.05,
    format: ".2f",
  },
];

interface Given {
  readonly kept: readonly [mean: number, low?: number, high?: number];
  readonly safeguard?: string;
  /** rows, slots, utility, work */
  readonly prices?: readonly [number, number, number, number];
  readonly gain?: number;
  readonly bought?: number;
  /** onset; null is judged and not collapsed, undefined is not judged */
  readonly collapse?: number | null;
}

const interval = ([mean, low, high]: Given["kept"]) => ({ mean, ...(low === undefined ? {} : { low, high: high! }) });

/** A made-up result: the arm without a safeguard collapses from round 3 on unless said otherwise. */
function frontier(
  given: Readonly<Record<string, Given>>,
  onset: number | null | "not judged" = 3,
  loss = [0.5, 0.4, 0.6],
): Frontier {
  const all = Object.entries({
    nothing: { kept: [0, 0, 0], ...(onset === "not judged" ? {} : { collapse: onset }) } as Given,
    ...given,
  });
  const arms = all.map(([arm, { safeguard, prices = [0, 0, 0, 1], gain, bought = 0 }]): FrontierArm => {
    const [rows, slots, utility, work] = prices.map((mean) => ({ mean })) as [Price, Price, Price, Price];
    return {
      arm,
      ...(arm === "nothing" ? {} : { safeguard: safeguard ?? "x" }),
      prices: { rows, slots, utility, work },
      ...(gain === undefined ? {} : { gain: { mean: gain, low: gain - 0.001, high: gain + 0.001 } }),
      bought,
    };
  });
  const kept = all.map(
    ([arm, { kept, collapse }]): Kept => ({
      arm,
      kept: interval(kept),
      front: {},
      judged: collapse !== undefined,
      ...(collapse ? { collapse: { onset: collapse } } : {}),
    }),
  );
  const measure = {
    metric: "tv_original",
    base: 0.6,
    floor: 0.1,
    loss: interval(loss as [number, number, number]),
    arms: kept,
    references: [],
  };
  return { base: "nothing", replicates: 5, prices: ["rows", "slots", "utility", "work"], arms, measures: [measure] };
}
type Price = { readonly mean: number };

const START = "Without a safeguard (nothing) total variation ends at 0.60, where sampling alone would give 0.10.";

test("one arm is best, another costs users nothing, a third is cheapest, and one harms", () => {
  const told = answer(
    frontier({
      bought: {
        kept: [0.8, 0.7, 0.9],
        safeguard: "rows",
        prices: [500, 0, 0, 1.5],
        bought: 0.5,
        gain: -0.02,
        collapse: null,
      },
      mixed: { kept: [0.6, 0.55, 0.65], safeguard: "slots", prices: [0, 0.2, 0.03, 1], gain: 0.01, collapse: 4 },
      little: { kept: [0.06, -0.01, 0.13], safeguard: "slots", gain: 0, collapse: 3 },
      worse: { kept: [-0.3, -0.4, -0.2], safeguard: "lists", gain: -0.1, collapse: 2 },
    }),
    metrics,
  );
  expect(told).toEqual([
    START,
    "By the collapse rule it collapses from round 3 on. What stopped that, other metrics apart: bought.",
    "Most of the lost fidelity was given back by bought: 80 % (70 to 90), of which about 50 points are the bought rows themselves being counted, for 500 authentic rows per 1,000 and 1.50 times the training work; its slates are worth 0.020 nats less (0.019 to 0.021) to users than without.",
    "At no cost in users' utility mixed gave back most: 60 % (55 to 65).",
    "Half of the fidelity was kept by 2 of 4; the cheapest of them was in authentic rows mixed (0 authentic rows per 1,000), in exploration bought (0.0% of the slots explored), in users' utility bought (0.000 nats of users' utility), in training work mixed (1.00 times the training work).",
    "By safeguard, at the best dose tried: rows 80 % (70 to 90) with bought; slots 60 % (55 to 65) with mixed; lists −30 % (−40 to −20) with worse (harm). One arm made it worse: worse.",
  ]);
});

test("nothing helps", () => {
  const told = answer(
    frontier({ a: { kept: [-0.02, -0.1, 0.06], collapse: 3 }, b: { kept: [-0.2, -0.3, -0.1], collapse: 2 } }),
    metrics,
  );
  expect(told.slice(1)).toEqual([
    "By the collapse rule it collapses from round 3 on. What stopped that: nothing that was tried.",
    "Of 2 arms none gave any of the lost fidelity back.",
    "At no cost in users' utility nothing gave any of it back.",
    "None kept half of the fidelity.",
    "By safeguard, at the best dose tried: x −2.0 % (−10.0 to 6.0) with a (cannot be told apart from nothing). One arm made it worse: b.",
  ]);
});

test("everything helps, and the best cannot be told apart", () => {
  const told = answer(
    frontier({ a: { kept: [0.9, 0.8, 1], collapse: null }, b: { kept: [0.85, 0.75, 0.95], collapse: null } }),
    metrics,
  );
  expect(told.slice(1)).toEqual([
    "By the collapse rule it collapses from round 3 on. What stopped that, other metrics apart: all 2 arms, first of all a and b.",
    "Most of the lost fidelity was given back by a: 90 % (80 to 100), for nothing that the ledger counts; it cannot be told apart from b (85 %).",
    "At no cost in users' utility a gave back most: 90 % (80 to 100).",
    "Half of the fidelity was kept by 2 of 2; the cheapest was a by every price: 90 % (80 to 100) for nothing that the ledger counts.",
    "By safeguard, at the best dose tried: x 90 % (80 to 100) with a.",
  ]);
});

test("a single arm of a single replicate, without a control", () => {
  const told = answer(frontier({ a: { kept: [0.55] } }, "not judged", [0.5]), metrics);
  expect(told).toEqual([
    `${START} One replicate has no intervals: nothing here can be told apart from chance.`,
    "Whether total variation collapses was not judged: there is no control, or there are too few rounds.",
    "Most of the lost fidelity was given back by a: 55 %, for nothing that the ledger counts.",
    "At no cost in users' utility a gave back most: 55 %.",
    "Half of the fidelity was kept by 1 of 1, none of them for certain; the cheapest was a by every price: 55 % for nothing that the ledger counts.",
    "By safeguard, at the best dose tried: x 55 % with a.",
  ]);
});

test("no collapse to stop, a loss that may be none, and no loss at all", () => {
  const [ends, stopped] = answer(
    frontier({ a: { kept: [0.1, -3, 3], collapse: 5 } }, null, [0.01, -0.01, 0.03]),
    metrics,
  );
  expect(ends).toBe(`${START} That cannot be told apart from no loss at all: shares of it mean little.`);
  expect(stopped).toBe("By the collapse rule it does not collapse: there was nothing to stop. It does with a.");
  expect(answer(frontier({}, 3, [-0.01, -0.02, 0.01]), metrics)).toEqual([
    `${START} No fidelity was lost, and there is none to give back.`,
  ]);
});
