import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import type { Rows } from "../../src/log/index.ts";
import { factorsOf } from "../../src/models/index.ts";
import { type SimulationOptions, simulate } from "../../src/simulation/index.ts";
import { utilityFactors, type World } from "../../src/world/index.ts";
import { score } from "../models/context.ts";
import { zOfMean } from "./statistics.ts";
import { type Given, ials, optionsOf, rowsText, run, smallWorld } from "./support.ts";

const core = await loadCore();
const world = await smallWorld(core);

/** Options whose recommender names a model that learns from ratings, whatever it trains. */
function rated(given: Given): SimulationOptions {
  const options = optionsOf(core, world, { recommender: { model: ials }, ...given });
  const recommender = { ...options.treatment.recommender, beside: { kind: "explicit" } };
  return { ...options, treatment: { ...options.treatment, recommender } };
}

/** Ratings less the utilities of the world's users as they are at first. */
const excess = ({ preferences }: World, { user, item, rating }: Pick<Rows, "user" | "item" | "rating">) => {
  const truth = utilityFactors({ ...world, preferences });
  return Array.from(rating, (r, n) => r - score(truth, user[n]!, item[n]!));
};

test("users rate what they consume at its utility, whatever the temperature of their choices", async () => {
  const data = { authentic: { share: 0.4 } };
  const rounds = await run(rated({ users: { temperature: 2, organic: 0.2 }, data, rounds: 1 }));
  for (const part of [rounds[0]!.state.log[0]!, rounds[1]!.interactions.rows]) {
    expect(part.rating.length).toBeGreaterThan(100);
    // terms below 16 kept in float32: three topics and an intercept here and there, and the rating
    for (const e of excess(world, part)) expect(Math.abs(e)).toBeLessThan(9 * 16 * 2 ** -24);
  }
});

test("nobody is asked for ratings where no model learns from them, and ratings change nothing else", async () => {
  const given: Given = {
    recommender: { model: ials },
    users: { rating: { noise: 1 } },
    data: { authentic: { share: 0.4 } },
  };
  const [plain, asked] = [await run(optionsOf(core, world, given)), await run(rated(given))];
  expect(plain.map(rowsText)).toEqual(asked.map(rowsText));
  for (const { state } of plain) for (const part of state.log) expect(part.rating.every((r) => r === 0)).toBe(true);
  expect(asked.at(-1)!.state.log.every((part) => part.rating.every((r) => r !== 0))).toBe(true);
});

test("noise is normal about the utility, and one pair of a round is rated once", async () => {
  const noise = 0.7;
  const rounds = await run(rated({ users: { rating: { noise } }, rounds: 3 }));
  const known = new Map<string, number>();
  for (const { user, item, round, rating } of rounds.at(-1)!.state.log) {
    for (let r = 0; r < rating.length; r++) {
      const at = `${round[r]} ${user[r]} ${item[r]}`;
      expect(known.get(at) ?? rating[r]).toBe(rating[r]);
      known.set(at, rating[r]!);
    }
  }
  const draws = [...known].map(([at, rating]) => {
    const [, user, item] = at.split(" ").map(Number);
    return excess(world, {
      user: Int32Array.of(user!),
      item: Int32Array.of(item!),
      rating: Float32Array.of(rating),
    })[0]!;
  });
  expect(draws.length).toBeGreaterThan(400); // distinct (round, user, item)
  expect(Math.abs(zOfMean(draws, 0))).toBeLessThan(4);
  expect(
    Math.abs(
      zOfMean(
        draws.map((d) => d * d),
        noise ** 2,
      ),
    ),
  ).toBeLessThan(4);
});

test("a replayed row keeps its rating of the authentic log, a synthetic one has the model's score", async () => {
  const data = { authentic: { share: 0.5, by: "replayed" }, synthetic: { share: 0.5 } };
  const options = rated({ users: { rating: { noise: 1 }, drift: 0.3 }, data, rounds: 2 });
  let first: Rows | undefined;
  for await (const { round, state, interactions } of simulate(options)) {
    first ??= state.log[0]!;
    const { user, item, provenance, rating } = interactions.rows;
    for (let r = 0; r < rating.length; r++) {
      const known = first.rating.filter((_, n) => first!.user[n] === user[r] && first!.item[n] === item[r]);
      if (provenance[r] === 0) expect(known).toContain(rating[r]);
      else expect(rating[r]).toBe(Math.fround(score(factorsOf(state.trained!.models[0]!), user[r]!, item[r]!)));
    }
    if (round > 0) expect(new Set(provenance)).toEqual(new Set([0, 2]));
  }
});
