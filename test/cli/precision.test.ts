import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shortfall } from "../../src/cli/precision.ts";
import { folders, monoculture, namesIn, tiny } from "./support.ts";

const folder = folders();
const record = (directory: string) => JSON.parse(readFileSync(join(directory, "run.json"), "utf8"));
const wide = ["--precision", "choice_gini=0.018", "--max-replicates", "60"];

describe("--precision", () => {
  it.concurrent("ends as a run of that many replicates from the start, under its name, and is shown again", async () => {
    const here = folder({ "s.yaml": tiny });
    const grown = await monoculture(here, ["run", "s.yaml", ...wide]);
    expect(grown.code).toBe(0);
    expect(grown.stderr).toMatch(/not precise enough yet: going on to \d+ replicates/);
    const [name, ...others] = namesIn(join(here, "runs"));
    expect(others).toEqual([]);
    const directory = join(here, "runs", name!);
    const { replicates, digest, identity } = record(directory);
    expect(replicates).toBeGreaterThan(10);
    expect(replicates).toBeLessThan(60);

    const direct = join(here, "direct");
    await monoculture(here, ["run", "s.yaml", "--replicates", `${replicates}`, "--out", "direct"]);
    expect(record(direct)).toMatchObject({ digest, identity, replicates, params: record(directory).params });
    expect(name).toBe(`tiny-${identity.slice(0, 8)}`);
    for (const file of ["scenario.yaml", "report.html", "metrics.parquet", "items.parquet"]) {
      expect(readFileSync(join(direct, file)).equals(readFileSync(join(directory, file))), file).toBe(true);
    }
    expect(namesIn(direct)).toEqual(namesIn(directory));

    const again = await monoculture(here, ["run", "s.yaml", ...wide]);
    expect(again.stderr).toMatch(/shown again/);
    expect(again.stdout).toBe(grown.stdout);
    const plain = await monoculture(here, ["run", "s.yaml", "--replicates", `${replicates}`]);
    expect(plain.stderr).toMatch(/shown again/);
    const inPlace = await monoculture(here, ["run", "s.yaml", ...wide, "--out", "direct"]);
    expect(inPlace.stderr).toMatch(/shown again/);
  });

  it.concurrent("says what was not reached with the most replicates there may be, also when it is shown again", async () => {
    const here = folder({ "s.yaml": tiny });
    const few = ["run", "s.yaml", "--precision", "choice_gini=0.0001", "--max-replicates", "3"];
    const { code, stdout } = await monoculture(here, few);
    expect(code).toBe(0);
    const said = /with 3 replicates choice_gini of (\S+) is known to ± ([\d.]+), asked for was ± 0.0001/;
    const [, arm, half] = said.exec(stdout.replace(/\n +/g, " "))!;
    const { summary } = record(join(here, "runs", namesIn(join(here, "runs"))[0]!));
    const { interval } = summary.find(
      (one: { arm: string; metric: string }) => one.arm === arm && one.metric === "choice_gini",
    );
    expect(Number(half)).toBeCloseTo((interval.high - interval.low) / 2, 3);
    const again = JSON.parse((await monoculture(here, [...few, "--json"])).stdout);
    expect(again).toMatchObject({ reused: true, precise: false });
    const loose = { targets: { choice_gini: 1 }, from: 2, most: 3 };
    expect(shortfall(record(join(here, "runs", namesIn(join(here, "runs"))[0]!)), loose)).toBeUndefined();
  });

  it.concurrent("says what is wrong with it", async () => {
    const here = folder({ "s.yaml": tiny });
    const cases: (readonly [readonly string[], RegExp])[] = [
      [["--precision", "coverage"], /got "coverage", expected a metric and a half-width above 0/],
      [["--precision", "coverage=-1"], /half-width above 0/],
      [["--precision", "coverge=0.1"], /got "coverge", expected .*coverage/],
      [["--precision", "coverage=0.1", "--precision", "coverage=0.2"], /coverage is given twice/],
      [["--max-replicates", "9"], /--max-replicates: expected --precision beside it/],
      [["--precision", "coverage=0.1", "--max-replicates", "1"], /got 1, expected at least the scenario's 2/],
      [["--precision", "coverage=0.1", "--set", "control=false"], /set control: true/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await monoculture(here, ["run", "s.yaml", ...args]);
      expect(code, args.join(" ")).toBe(2);
      expect(stderr).toMatch(message);
    }
    expect(namesIn(here)).toEqual(["s.yaml"]);
  });
});
