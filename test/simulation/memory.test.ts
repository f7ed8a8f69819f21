import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { concatRows, type Rows, selectTraining } from "../../src/log/index.ts";
import type { World } from "../../src/world/index.ts";
import { ials, optionsOf, run, smallWorld } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core);
});

const lines = ({ round, user, item, provenance }: Rows) =>
  Array.from(round, (t, r) => [t, user[r], item[r], provenance[r]].join(" "));

test.each([
  ["accumulate", 1],
  ["replace", 1],
  ["window", 2],
  ["window", 3],
] as const)(
  "a state with a kept seed holds round 0 and what the next round trains on, no more: %s of %d",
  async (regime, window) => {
    const data = { regime, window, seed: "keep" };
    const options = optionsOf(core, world, { recommender: { model: ials }, data, rounds: 6 });
    let whole = world.log;
    for (const { round, interactions, state } of await run(options)) {
      whole = concatRows(whole, interactions.rows);
      const memory = regime === "accumulate" ? round : window;
      const kept = lines(whole).filter((_, r) => {
        const past = whole.round[r]!;
        return past === 0 || past > round - memory;
      });
      expect(lines(state.log)).toEqual(kept);
      const next = (log: Rows) => selectTraining(log, options.treatment.data, round + 1).flatMap(lines);
      expect(next(state.log)).toEqual(next(whole));
      expect(next(state.log)).toEqual(kept);
    }
    // the next rounds are in the log with the earlier ones gone, not merely short
    expect(whole.round.some((t) => t === 1)).toBe(true);
  },
);
