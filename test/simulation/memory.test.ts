import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { keptParts, type Rows } from "../../src/log/index.ts";
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
    const whole = [world.log];
    for (const { round, interactions, state } of await run(options)) {
      if (interactions.rows.user.length > 0) whole.push(interactions.rows);
      const memory = regime === "accumulate" ? round : window;
      const kept = whole.flatMap(lines).filter((line) => {
        const past = Number.parseInt(line, 10);
        return past === 0 || past > round - memory;
      });
      expect(state.log.flatMap(lines)).toEqual(kept);
      const next = (log: readonly Rows[]) =>
        keptParts(log, options.treatment.data, { round: round + 1, trained: round }).flatMap(lines);
      expect(next(state.log)).toEqual(next(whole));
      expect(next(state.log)).toEqual(kept);
    }
    // the next rounds are in the log with the earlier ones gone, not merely short
    expect(whole.some(({ round }) => round[0] === 1)).toBe(true);
  },
);
