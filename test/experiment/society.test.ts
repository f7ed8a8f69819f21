import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sourceOf } from "../../src/cli/source.ts";
import { type Core, loadCore } from "../../src/core/index.ts";
import { worldOf } from "../../src/experiment/index.ts";
import { loadScenario, runExperiment, simulationOf } from "../../src/index.ts";
import { parseScenario } from "../../src/scenario/index.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const folder = mkdtempSync(join(tmpdir(), "monoculture-society-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const shares = (society: string) => `
version: 1
name: shares
rounds: 1
replicates: 1
world: {kind: shares, users: 5, shares: [3, 2, 1], society: ${society}}
recommender: {model: {kind: popularity}, slate: 2}
metrics: [coverage]
`;

test("a network is drawn for each replicate of a drawn world, the same in every arm", async () => {
  const text = `
version: 1
world: {kind: drawn, users: 40, items: 20, society: {kind: scaleFree, links: 2}}
`;
  const { world } = parseScenario(text, { file: "s.yaml" });
  const friends = async (replicate: number) => (await worldOf(core, world, {}, { seed: 1, replicate })).friends;
  expect((await friends(1))!.indices.length).toBe(2 * 2 * (40 - 1.5));
  expect(await friends(1)).toEqual(await friends(1));
  expect(await friends(2)).not.toEqual(await friends(1));
});

test("a world without a society has no friends", async () => {
  const { world } = parseScenario(shares("{kind: none}"), { file: "s.yaml" });
  expect(await worldOf(core, world, {}, { seed: 1, replicate: 1 })).not.toHaveProperty("friends");
});

test("a list is read beside the scenario, numbers being users', and is part of the run's identity", async () => {
  write("s.yaml", shares("{kind: edges, file: friends.csv}"));
  write("friends.csv", "from,to\n0,1\n3,0\n3,3\n");
  const scenario = await loadScenario(join(folder, "s.yaml"));
  const { world } = await simulationOf(scenario, { arm: "baseline", core });
  expect(world.friends).toEqual({ indptr: Int32Array.of(0, 2, 3, 3, 4, 4), indices: Int32Array.of(1, 3, 0, 0) });
  const { notes } = await runExperiment(scenario);
  expect(notes).toContain(
    "the society has 2 friendships from 2 of 3 rows of the list; 0 of users that the world does not have and 1 of a user with themselves were left out",
  );
  const { identity } = await sourceOf(scenario);
  expect((await sourceOf(scenario)).identity).toBe(identity);
  write("friends.csv", "from,to\n0,1\n3,1\n");
  expect((await sourceOf(scenario)).identity).not.toBe(identity);
});

test("friends of a world fitted to a log are named as in the log", async () => {
  const rows = Array.from({ length: 120 }, (_, n) => `u${(n * 7) % 9},i${(n * n) % 5},${1_300_000_000 + 3600 * n}`);
  // a user who comes after the fit part has ended, so that the world does not know them
  write("log.csv", ["user,item,time", ...rows, "late,i0,1400000000"].join("\n"));
  write("friends.csv", "a,b\nu3,u0\nu0,late\nu8,u3\n");
  write(
    "f.yaml",
    `
version: 1
world:
  kind: log
  log: {file: log.csv, columns: {user: user, item: item, time: time}}
  splits: {tune: 0.2, test: 0.2}
  fit: {factors: 2, sweeps: 2}
  society: {kind: edges, file: friends.csv, columns: {from: a, to: b}}
recommender: {model: {kind: popularity}, slate: 2}
`,
  );
  const scenario = await loadScenario(join(folder, "f.yaml"));
  const { world } = await simulationOf(scenario, { arm: "baseline", core });
  expect(world.users).toBe(9);
  const { indptr, indices } = world.friends!;
  expect(Array.from(indices.subarray(indptr[3], indptr[4]))).toEqual([0, 8]);
  expect(indices).toHaveLength(4);
});

test("an odd degree is refused in the scenario", () => {
  const read = () => parseScenario(shares("{kind: smallWorld, degree: 3}"), { file: "s.yaml" });
  expect(read).toThrow("world.society.degree: expected an even number");
});
