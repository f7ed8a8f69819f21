import { afterEach, expect, test, vi } from "vitest";
import { stageNames, watch } from "../../src/cli/stages.ts";
import type { Core } from "../../src/core/index.ts";
import { folders, monoculture, namesIn, tiny } from "./support.ts";

const folder = folders();
afterEach(() => vi.restoreAllMocks());

interface Printed {
  machine: { cores: number; memoryBytes: number; node: string };
  paces: {
    threads: number;
    rounds: number;
    roundSeconds: number;
    coreBytes: number;
    stages: Record<string, { unit: string; perSecond: number; seconds: number }>;
  }[];
  processBytes: number;
  cost?: object;
}

test("bench --json prints rates of every stage with one thread and with more", async () => {
  const cwd = folder();
  const { code, stdout, stderr } = await monoculture(cwd, [
    "bench",
    ..."--seconds 0.5 --threads 2 --json --quiet".split(" "),
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { machine, paces, processBytes, cost } = JSON.parse(stdout) as Printed;
  expect(machine.node).toBe(process.versions.node);
  expect(machine.cores).toBeGreaterThan(0);
  expect(cost).toBeUndefined();
  expect(paces.map(({ threads }) => threads)).toEqual([1, 2]);
  for (const { rounds, roundSeconds, coreBytes, stages } of paces) {
    expect(Object.keys(stages)).toEqual([...stageNames]);
    expect(rounds).toBe(1); // two turns, the first of which does not count
    for (const { perSecond, seconds } of Object.values(stages)) {
      expect(perSecond).toBeGreaterThan(0);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThan(roundSeconds);
    }
    // the one round's stages are the whole of it
    const sum = Object.values(stages).reduce((total, { seconds }) => total + seconds, 0);
    expect(Math.abs(sum - roundSeconds)).toBeLessThan(1e-9);
    // both sides' factors alone
    expect(coreBytes).toBeGreaterThan(4 * 32 * (6040 + 3706));
    expect(coreBytes).toBeLessThan(processBytes);
  }
  const [one, two] = paces.map(({ stages }) => stages);
  for (const name of stageNames) expect(Math.round(rows(two![name]!))).toBe(Math.round(rows(one![name]!)));
  expect(processBytes).toBeLessThan(machine.memoryBytes);
  expect(namesIn(cwd)).toEqual([]);
});

/** What a stage worked on in the one round: the same, whatever the number of threads. */
const rows = ({ perSecond, seconds }: { perSecond: number; seconds: number }) => perSecond * seconds;

test("bench --scenario adds what the scenario would take, and says on stderr what it is doing", async () => {
  const cwd = folder({ "s.yaml": tiny });
  const { code, stdout, stderr } = await monoculture(cwd, [
    "bench",
    ..."--seconds 0.5 --threads 1 --scenario s.yaml".split(" "),
  ]);
  expect(code).toBe(0);
  for (const name of stageNames) expect(stdout).toMatch(new RegExp(`^  ${name} +[a-z ]+/s +[\\d,]+$`, "m"));
  // two arms of different regimes, each with its control
  expect(stdout).toMatch(/^tiny\n {2}4 lines × 2 replicates of 3 rounds, with \d+ workers?$/m);
  expect(stdout).toMatch(/a round {3}about [\d.e-]+ seconds/);
  expect(stdout).toMatch(/the run {3}about \d+:\d\d/);
  expect(stdout).toMatch(/memory {4}about [\d.]+ MB/);
  expect(stderr).toMatch(/^estimating tiny\ndrawing a world\nround 1, with 1 thread\n$/);
});

test.each([
  [["--scenario", "online-retial"], /^online-retial: no such file, .*did you mean "online-retail"\?/],
  [["--seconds", "soon"], /^--seconds: got "soon", expected a number above 0 and at most 3600/],
  [["--seconds", "0"], /^--seconds: got "0"/],
  [["--threads", "257"], /^--threads: got 257, expected at most 256/],
  [["--threads", "1.5"], /^--threads: got "1.5", expected a whole number/],
  [["--sceanrio", "tiny"], /^unknown option --sceanrio; did you mean "scenario"\?; "monoculture bench --help"/],
])("bench %s is refused before anything is timed", async (options, message) => {
  const { code, stdout, stderr } = await monoculture(folder(), ["bench", ...options]);
  expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

test("bench --help names its options, and the program's help names bench", async () => {
  const { code, stdout } = await monoculture(folder(), ["bench", "--help"]);
  expect(code).toBe(0);
  for (const option of ["--seconds", "--threads", "--scenario", "--json", "--quiet"]) expect(stdout).toContain(option);
  expect((await monoculture(folder(), ["--help"])).stdout).toMatch(/monoculture bench +time this machine/);
});

/** A core whose calls take a millisecond each on a clock that stands still otherwise. */
function clockwork() {
  let now = 1000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const call = async () => {
    now += 1;
  };
  const core = { als: call, topK: call, chooseSlots: call, gram: call } as unknown as Core;
  return { ...watch(core), work: (ms: number) => (now += ms) };
}

/** The watched calls, whatever they would be given. */
type Calls = Record<"als" | "topK" | "chooseSlots" | "gram", () => Promise<unknown>>;

test("a stage ends with its last call: slates made after the first choice are measurements", async () => {
  const { core, begin, stages, work } = clockwork();
  const calls = core as unknown as Calls;
  for (const _ of [1, 2]) {
    begin();
    work(10);
    await calls.als(); // 11 to train
    work(20);
    await calls.topK();
    await calls.topK(); // 22 to recommend
    work(40);
    await calls.chooseSlots();
    work(80);
    await calls.chooseSlots(); // 122 to choose
    await calls.topK();
    await calls.gram();
    work(160); // 162 to measure
    expect(stages()).toEqual({ train: 11, recommend: 22, choose: 122, measure: 162 });
  }
});

test("a round without one of the calls has no stages", async () => {
  const { core, begin, stages } = clockwork();
  begin();
  await (core as unknown as Calls).als();
  expect(stages).toThrow('ends "recommend"');
});
