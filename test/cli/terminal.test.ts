import { execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { enter, meansOf, newBoard, spanOf, sparkline } from "../../src/cli/board.ts";
import { clock, wrapped } from "../../src/cli/terminal.ts";
import { planArms } from "../../src/experiment/index.ts";
import { parseScenario } from "../../src/scenario/index.ts";
import { folders, outcomeOf, tiny } from "./support.ts";

const folder = folders();
const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** util-linux' script gives a command a terminal; not every machine has it. */
const hasScript = (() => {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
})();

const onTerminal = (env: NodeJS.ProcessEnv) => {
  const command = `stty cols 70; ${process.execPath} ${main} run s.yaml --out run`;
  const cwd = folder({ "s.yaml": tiny });
  const { NO_COLOR: _none, FORCE_COLOR: _force, ...rest } = process.env;
  return outcomeOf(
    spawn("script", ["-qec", command, "/dev/null"], { cwd, env: { ...rest, TERM: "xterm-256color", ...env } }),
  );
};

describe.skipIf(!hasScript)("on a terminal", () => {
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
    expect(accumulate).toMatchObject({ round: 3, replicatesDone: 2, roundsDone: 7 });
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

  it("writes clocks and breaks lines", () => {
    expect([0, 59.2, 60, 3_599, 3_600].map(clock)).toEqual(["0:00", "1:00", "1:00", "59:59", "1:00:00"]);
    expect(wrapped("  one two three four", 10, "    ")).toBe("  one two\n    three\n    four");
  });
});
