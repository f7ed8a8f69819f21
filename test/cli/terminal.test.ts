import { execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { boardFrom, enter, meansOf, newBoard, secondsLeft, spanOf, sparkline } from "../../src/cli/board.ts";
import { clock, wrapped } from "../../src/cli/terminal.ts";
import { planArms } from "../../src/experiment/index.ts";
import { parseScenario } from "../../src/scenario/index.ts";
import { folders, outcomeOf, tiny } from "./support.ts";

const folder = folders();
const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** util-linux' script gives a command a terminal; not every machine has it, CI's must. */
const hasScript = (() => {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
})();
const skip = !hasScript && !process.env.CI;
if (skip)
  console.warn("the display is not tried on a terminal: script of util-linux not found (CI=1 makes this a failure)");

const onTerminal = (env: NodeJS.ProcessEnv) => {
  const command = `stty cols 70; ${process.execPath} ${main} run s.yaml --out run`;
  const cwd = folder({ "s.yaml": tiny });
  // CI of an unknown kind is taken for a terminal without colours
  const { NO_COLOR: _none, FORCE_COLOR: _force, CI: _ci, ...rest } = process.env;
  return outcomeOf(
    spawn("script", ["-qec", command, "/dev/null"], { cwd, env: { ...rest, TERM: "xterm-256color", ...env } }),
  );
};

describe.skipIf(skip)("on a terminal", () => {
  it.concurrent("progress is drawn in place, one line an arm, never wider, and the cursor comes back", async () => {
    const { stdout, code } = await onTerminal({});
    expect(code).toBe(0);
    expect(stdout).toContain("\x1b[36maccumulate");
    expect(stdout).toContain("replicates 2/2");
    expect(stdout.lastIndexOf("\x1b[?25h")).toBeGreaterThan(stdout.lastIndexOf("\x1b[?25l"));
    const drawn = stripVTControlCharacters(stdout.slice(0, stdout.lastIndexOf("\x1b[?25h")));
    const lines = drawn.split(/[\r\n]+/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(70);
  });

  it.concurrent("NO_COLOR leaves colours out", async () => {
    const { stdout, code } = await onTerminal({ NO_COLOR: "1" });
    expect(code).toBe(0);
    expect(stdout).toContain("replicates 2/2");
    expect(stdout.split("\x1b[").filter((part) => /^[\d;]*m/.test(part))).toEqual([]);
  });
});

describe("the board", () => {
  it("holds means over replicates by round, and bars between the least and the largest of all arms", () => {
    const scenario = parseScenario(tiny, { file: "s.yaml" });
    const board = newBoard(scenario, planArms(scenario));
    const round = (arm: string, t: number, coverage: number) => enter(board, { arm, round: t, metrics: { coverage } });
    round("accumulate", 0, 9);
    for (const [t, a, b] of [
      [1, 0.2, 0.4],
      [2, 0.6, 0.8],
      [3, 1, 1],
    ] as const) {
      round("accumulate", t, a);
      round("accumulate", t, b);
    }
    round("replace", 1, 0);
    const [accumulate] = board.arms;
    expect(meansOf(accumulate!)).toEqual([expect.closeTo(0.3, 12), expect.closeTo(0.7, 12), 1]);
    expect(accumulate).toMatchObject({ round: 3, replicatesDone: 2, starts: { done: 1 }, loops: { done: 6 } });
    expect([board.done, board.total]).toEqual([8, 4 * 2 * 4]);
    expect(spanOf(board)).toEqual([0, 1]);
    expect(sparkline(meansOf(accumulate!), spanOf(board), 24)).toBe("▃▆█");
    expect(sparkline([0, undefined, 1], [0, 1], 24)).toBe("▁ █");
    expect(
      sparkline(
        Array.from({ length: 100 }, (_, n) => n),
        [0, 99],
        8,
      ),
    ).toBe("▁▂▃▄▅▆▇█");
  });

  it("reckons the time left from every arm's own pace, its first round apart, and from as many units as run", () => {
    const scenario = parseScenario(tiny, { file: "s.yaml" });
    const arms = planArms(scenario).slice(0, 2); // accumulate and replace, 2 replicates of 3 rounds
    const round = (arm: string, t: number) => ({ arm, round: t, metrics: {} });
    const board = boardFrom(scenario, arms, [round("accumulate", 0), round("accumulate", 1)]);
    expect(secondsLeft(board, 2)).toBeUndefined();
    enter(board, { ...round("replace", 0), seconds: 5 });
    expect(secondsLeft(board, 2)).toBeUndefined();
    enter(board, { ...round("replace", 1), seconds: 1 });
    // accumulate: 1 start and 5 rounds, untimed yet; replace: 1 start and 5 rounds
    expect(secondsLeft(board, 1)).toBeCloseTo(5 + 5 + 5 + 5, 12);
    enter(board, { ...round("accumulate", 2), seconds: 3 });
    expect(secondsLeft(board, 1)).toBeCloseTo(5 + 4 * 3 + 5 + 5, 12);
    expect(secondsLeft(board, 2)).toBeCloseTo(27 / 2, 12);
    expect(secondsLeft(board, 8)).toBeCloseTo(27 / 4, 12);
    for (const arm of ["accumulate", "replace"]) enter(board, { ...round(arm, 3), seconds: 1 });
    enter(board, { ...round("replace", 2), seconds: 1 });
    for (const t of [0, 1, 2]) {
      for (const arm of ["accumulate", "replace"]) enter(board, { ...round(arm, t), seconds: 1 });
    }
    enter(board, { ...round("replace", 3), seconds: 1 });
    expect(secondsLeft(board, 8)).toBeCloseTo((3 + 1 + 1 + 1) / 4, 12); // one unit is left, and no second can help
    enter(board, { ...round("accumulate", 3), seconds: 1 });
    expect(secondsLeft(board, 8)).toBe(0);
  });

  it("writes clocks and breaks lines", () => {
    expect([0, 59.2, 60, 3_599, 3_600].map(clock)).toEqual(["0:00", "1:00", "1:00", "59:59", "1:00:00"]);
    expect(wrapped("  one two three four", 10, "    ")).toBe("  one two\n    three\n    four");
  });
});
