import { beforeAll, describe, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { metricNames } from "../../src/metrics/index.ts";
import {
  type RegimePlugin,
  type SimulatedRound,
  type SimulationOptions,
  treatmentIn,
} from "../../src/simulation/index.ts";
import type { World } from "../../src/world/index.ts";
import { type Given, ials, optionsOf, rowsText, run, smallWorld } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core);
});

const everything = (rounds: readonly SimulatedRound[]) => rounds.map((round) => [round.metrics, rowsText(round)]);
const totalRows = ({ state }: SimulatedRound) => state.trained!.rows.reduce((sum, n) => sum + n, 0);

/** The second treatment from a round on, the first before it. */
function late(before: Given, after: Given, round: number, given: Given = {}): SimulationOptions {
  const early = optionsOf(core, world, { ...given, ...before }).treatment;
  const options = optionsOf(core, world, { ...given, ...after });
  const { recommender, data } = early;
  return { ...options, treatment: { ...options.treatment, before: { round, recommender, data } } };
}

const plain = { recommender: { model: ials }, data: { regime: "replace" } };

test("a share that begins in round 3 is the schedule that says so, to the byte", async () => {
  const fresh = (share: unknown) => ({ ...plain, data: { regime: "replace", authentic: { share } } });
  const options = late(plain, fresh(0.4), 3, { rounds: 5, metrics: metricNames });
  const scheduled = optionsOf(core, world, { ...fresh([0, 0, 0.4]), rounds: 5, metrics: metricNames });
  expect(everything(await run(options))).toEqual(everything(await run(scheduled)));
});

test("before it begins an arm is the one without, and from then on it goes on from that one's state", async () => {
  const exploring = { ...plain, recommender: { model: ials, explore: 0.5 } };
  const given = { rounds: 4, metrics: metricNames };
  const without = await run(optionsOf(core, world, { ...plain, ...given }));
  const rest = await run(optionsOf(core, world, { ...exploring, ...given }), without[2]!.state);
  const whole = await run(late(plain, exploring, 3, given));
  expect(everything(whole)).toEqual([...everything(without.slice(0, 3)), ...everything(rest)]);
  expect(rowsText(whole[3]!)).not.toEqual(rowsText(without[3]!));
});

test("one that begins after the last round never does", async () => {
  const options = late(plain, { ...plain, recommender: { model: ials, explore: 0.5 } }, 9);
  expect(everything(await run(options))).toEqual(everything(await run(optionsOf(core, world, plain))));
});

test.each(["accumulate", "subsample", "window"])(
  "a regime finds what the one before it did not ask for: %s after replace",
  async (regime) => {
    const data = { regime, window: 3, rows: 50 };
    const given = { rounds: 5 };
    const whole = await run(late({ ...plain, data: { regime: "replace", rows: 50 } }, { ...plain, data }, 5, given));
    const always = await run(optionsOf(core, world, { ...plain, ...given, data }));
    expect(totalRows(whole[4]!)).toBe(50); // before it begins, the last round alone is trained on
    expect(totalRows(whole[5]!)).toBe(totalRows(always[5]!));
    expect(whole[5]!.state.log.length).toBe(always[5]!.state.log.length);
  },
);

test("a regime of one's own that begins late is asked from the start what it will want", async () => {
  const asked: number[] = [];
  const own: RegimePlugin = {
    part: "regime",
    name: "all-of-it",
    oldest: ({ round }) => {
      asked.push(round);
      return 0;
    },
  };
  const data = { regime: { kind: "plugin", name: "all-of-it" } };
  const options = late({ ...plain, data: { regime: "replace" } }, { ...plain, data }, 3);
  const rounds = await run({ ...options, plugins: [own] });
  const always = await run(optionsOf(core, world, { recommender: plain.recommender }));
  expect(rounds[3]!.state.trained!.rows[0]).toBe(always[3]!.state.trained!.rows[0]);
  expect(asked).toContain(1);
});

const rest = { recommender: { model: ials, every: 9 } };
test("the round in which a treatment begins is trained, and a model of other options starts anew", async () => {
  const thompson = { recommender: { model: ials, every: 9, rank: { kind: "thompson" } } };
  const rounds = await run(late(rest, thompson, 3, { rounds: 4 }));
  expect(rounds.map(({ state }) => state.trained!.round)).toEqual([0, 1, 1, 3, 3]);
  const model = { ...ials, start: "warm", regularization: 0.1 };
  const cold = { ...model, start: "cold" };
  const [warm, anew] = await Promise.all(
    [model, cold].map((one) => run(late(plain, { ...plain, recommender: { model: one } }, 3))),
  );
  expect(warm![3]!.state.trained!.models).toEqual(anew![3]!.state.trained!.models);
});

/** Changes that ask for what has to have been kept from the start. */
const changes: Record<string, [Given, Given]> = {
  "negatives, inclusions and a window, after a popularity model": [
    { recommender: { model: { kind: "popularity" } }, data: { regime: "replace" } },
    {
      recommender: {
        model: ials,
        explore: 0.2,
        train: { negatives: { weight: 0.3 }, propensity: { by: "inclusion" } },
        retrieve: [{ model: { kind: "popularity" }, count: 20 }],
      },
      data: { regime: "window", window: 3 },
    },
  ],
  "a model of ratings, everything so far, synthetic rows; no negatives any more": [
    { recommender: { model: ials, train: { negatives: { weight: 0.3 } }, slate: 5 }, data: { regime: "replace" } },
    {
      recommender: { model: { kind: "explicit", factors: 3 }, rerank: [{ kind: "mmr" }] },
      data: { regime: "accumulate", synthetic: { share: 0.2, from: "previous" } },
    },
  ],
};

describe.each(Object.entries(changes))("%s", (_, [before, after]) => {
  test("goes on from any round with the same bits", async () => {
    const options = late(before, after, 3, { rounds: 4, metrics: metricNames });
    const through = await run(options);
    for (const round of through.slice(2, 4)) {
      const saved = structuredClone(round.state);
      expect(everything(await run(options, saved))).toEqual(everything(through.slice(round.round + 1)));
    }
    expect(treatmentIn(options.treatment, 2).recommender).toEqual(options.treatment.before!.recommender);
    expect(treatmentIn(options.treatment, 3)).not.toHaveProperty("before");
  });

  test("until then the rounds are those of the arm without", async () => {
    const given = { rounds: 3, metrics: metricNames };
    const whole = await run(late(before, after, 3, given));
    const without = await run(optionsOf(core, world, { ...before, ...given }));
    expect(everything(whole.slice(0, 3))).toEqual(everything(without.slice(0, 3)));
  });
});

test("what was shown before it begins is there to be learnt from", async () => {
  const [before, after] = changes["negatives, inclusions and a window, after a popularity model"]!;
  const rounds = await run(late(before, after, 3));
  expect(rounds[2]!.state.negatives!.map(({ round }) => round)).toEqual([1, 2]);
  const [, , recommended] = rounds[2]!.state.log;
  expect(recommended!.inclusion.every((chance) => chance > 0)).toBe(true);
});
