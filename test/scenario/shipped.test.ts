import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { locateScenario, shippedScenarios } from "../../src/cli/shipped.ts";
import { type Core, loadCore, loadScenario, metricNames, simulate, simulationOf } from "../../src/index.ts";
import { idOf, keysIn, optionRows, sections } from "./keys.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore({ threads: 1 });
});

/** What makes a large world small: fewer users and items, the rest as it is written. */
const smaller: Readonly<Record<string, readonly string[]>> = {
  "worlds/t-recs-content": ["world.users=40", "world.items=80", "world.topics=20"],
  "worlds/reclab-topics-static": ["world.users=60", "world.items=80", "world.history=30"],
  "worlds/reclab-topics-dynamic": ["world.users=60", "world.items=80", "world.history=30"],
  "worlds/reclab-latent": ["world.users=60", "world.items=80", "world.topics=10", "world.history=30"],
  "studies/chaney-2018": ["world.users=40"],
  "studies/mansoury-2020": ["world.users=80", "world.items=60", "world.history=6"],
  "studies/burghardt-lerman-2022": ["world.users=200", "world.items=60"],
  "studies/shumailov-2024": ["world.users=60", "world.items=80"],
  "studies/gerstgrasser-2024": ["world.users=60", "world.items=80"],
  "studies/fleder-hosanagar-2009": ["world.history=10"],
  "studies/lee-hosanagar-2019": ["world.users=200", "world.items=200"],
  "worlds/news": ["world.users=60"],
  homogenisation: ["world.users=60", "world.items=60"],
  safeguards: ["world.users=60", "world.items=160"],
  hysteresis: ["world.users=60", "world.items=160"],
  "replace-or-accumulate": ["world.users=60", "world.items=60"],
  "authentic-dose": ["world.users=60", "world.items=60"],
};

const shipped = shippedScenarios();

test.each(shipped.map(({ name }) => name))(
  "%s parses, says what it is about, and is found by its name alone",
  async (name) => {
    const scenario = await loadScenario(locateScenario(name));
    expect(scenario.description).not.toBe("");
    const own = name.split("/").at(-1)!;
    const first = shipped.find((one) => one.name === own) ?? shipped.find((one) => one.name.endsWith(`/${own}`));
    expect(locateScenario(own)).toBe(first!.file);
  },
);

/** All but the one fitted to half a million rows, whose run has a golden digest. */
const drawn = shipped.filter(({ name }) => name !== "online-retail");

describe.each(drawn.map(({ name, file }) => [name, file] as const))("%s", (name, file) => {
  test("runs two rounds of every arm, with all that it asks for finite", async () => {
    const set = ["rounds=2", "replicates=1", "control=false", ...(smaller[name] ?? [])];
    const scenario = await loadScenario(file, { set });
    const seen = new Set<string>();
    for (const arm of Object.keys(scenario.arms)) {
      const simulation = await simulationOf(scenario, { arm, core });
      let last = -1;
      for await (const { round, metrics } of simulate(simulation)) {
        for (const [metric, value] of Object.entries(metrics)) {
          expect(Number.isFinite(value), `${metric} of ${arm} in round ${round}`).toBe(true);
          seen.add(metric);
        }
        last = round;
      }
      expect(last).toBe(2);
    }
    if (scenario.metrics === "all" || scenario.metrics.includes("all")) return;
    const named = [...scenario.metrics].filter((name) => metricNames.includes(name));
    expect(named.filter((metric) => !seen.has(metric))).toEqual([]);
  });
});

test("every option stands in an example of options/ at a value that is not its default", () => {
  const examples = shipped.filter(({ name }) => name.startsWith("options/"));
  const written = examples.flatMap(({ file }) => {
    const { arms, ...whole } = parse(readFileSync(file, "utf8"));
    const parts = [whole, ...Object.values(arms ?? {})] as Record<string, unknown>[];
    return parts.flatMap((part) => sections.flatMap((section) => keysIn(part[section], section)));
  });
  const missing = optionRows().filter((row) => {
    const values = written.filter(([id]) => id === idOf(row)).map(([, value]) => JSON.stringify(value));
    return values.every((value) => value === JSON.stringify(row.node.default));
  });
  expect(missing.map(idOf)).toEqual([]);
});
