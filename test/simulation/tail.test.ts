import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { tailItems } from "../../src/metrics/tail.ts";
import { ials, optionsOf, run, smallWorld } from "./support.ts";

test("the tail is that of the authentic log in every round", async () => {
  const core = await loadCore();
  const world = await smallWorld(core);
  const popularity = new Float64Array(world.items);
  for (const item of world.log.item) popularity[item]!++;
  const tail = tailItems(popularity, 0.2);
  const rounds = await run(
    optionsOf(core, world, {
      rounds: 4,
      recommender: { model: ials, slate: 4 },
      data: { regime: "replace" },
      metrics: ["choice_tail_share"],
    }),
  );
  for (const { metrics, interactions } of rounds.slice(1)) {
    const { item } = interactions.rows;
    expect(item.length).toBeGreaterThan(50);
    expect(metrics.choice_tail_share).toBe(item.reduce((n, i) => n + tail[i]!, 0) / item.length);
  }
});
