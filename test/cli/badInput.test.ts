import { describe, expect, it } from "vitest";
import { fitted, folders, logCsv, monoculture, namesIn, tiny } from "./support.ts";

const folder = folders();

interface Case {
  readonly what: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly says: RegExp;
}

const log = logCsv(200, 10, 8);
const withLog = (text: string, more = "") => ({ "s.yaml": fitted(more), "log.csv": text });
const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${[..."bcdefghi"].map((c, n) => `${c}: &${c} [${Array(9).fill(`*${"abcdefgh"[n]}`).join(", ")}]`).join("\n")}\n`;

const cases: readonly Case[] = [
  { what: "a missing file", args: ["run", "no.yaml"], says: /^no\.yaml: no such file, nor a shipped scenario/ },
  { what: "an empty file", files: { "s.yaml": "" }, says: /^s\.yaml:1:1: got nothing, expected a mapping/ },
  { what: "a missing log", files: { "s.yaml": fitted() }, says: /log\.csv: no such file/ },
  { what: "an empty log", files: withLog(""), says: /log\.csv: is empty \(0 bytes\)/ },
  { what: "a log of a header", files: withLog("user,item,time\n"), says: /log\.csv: .*row/ },
  { what: "a column that is not there", files: withLog(log.replace("user,", "customer,")), says: /log\.csv.*"user"/ },
  {
    what: "text where a time belongs",
    files: withLog(log.replace("2024-01-01T05:00:00.000Z", "yesterday")),
    says: /log\.csv:7:\d+.*yesterday/,
  },
  {
    what: "text where a number belongs",
    files: { "s.yaml": tiny.replace("rounds: 3", "rounds: three") },
    says: /^s\.yaml:3:9 rounds: got "three" \(text\), expected a whole number/,
  },
  { what: "a log of one user", files: withLog(logCsv(50, 1, 8)), says: /only one user is left/ },
  { what: "a log of one item", files: withLog(logCsv(50, 10, 1)), says: /only one item is left/ },
  {
    what: "a world of one item",
    files: { "s.yaml": tiny.replace("items: 12", "items: 1") },
    says: /^s\.yaml:5:\d+ world\.shares\.items: got 1, expected a whole number of at least 2/,
  },
  {
    what: "a drawn world of one user",
    files: { "s.yaml": "version: 1\nworld: { kind: drawn, users: 1, items: 20 }\n" },
    says: /^s\.yaml:2:\d+ world\.users: got 1/,
  },
  {
    what: "a weight that is not a number",
    files: { "s.yaml": `${tiny}data: { weights: { authentic: .nan } }\n` },
    says: /data\.weights\.authentic: got \.nan \(not a number\), expected a number of at least 0/,
  },
  {
    what: "an infinite weight",
    files: { "s.yaml": `${tiny}data: { weights: { recommended: .inf } }\n` },
    says: /data\.weights\.recommended: got \.inf \(infinity\)/,
  },
  {
    what: "no rounds",
    files: { "s.yaml": tiny },
    args: ["run", "s.yaml", "--rounds", "0"],
    says: /^--set rounds=0 rounds: got 0, expected a whole number of at least 1/,
  },
  {
    what: "more factors than a drawn world has items",
    files: {
      "s.yaml":
        "version: 1\nworld: { kind: drawn, users: 90, items: 20 }\nrecommender: { model: { kind: ials, factors: 21 } }\n",
    },
    says: /^s\.yaml:3:\d+ recommender\.model\.factors: got 21, expected at most 20/,
  },
  {
    what: "more factors than a log has items",
    files: withLog(log),
    args: ["run", "s.yaml", "--set", "recommender.model.factors=9"],
    says: /^recommender\.model\.factors: got 9, expected at most 8; the part of the log/,
  },
  {
    what: "more factors of the fit than a log has items",
    files: withLog(log),
    args: ["run", "s.yaml", "--set", "world.fit.factors=9"],
    says: /^world\.fit\.factors: got 9, expected at most 8/,
  },
  {
    what: "an unknown metric",
    files: { "s.yaml": tiny.replace("choice_gini", "choice_ginny") },
    says: /^s\.yaml:10:\d+ metrics\.1: .*choice_gini/,
  },
  {
    what: "an unknown key",
    files: { "s.yaml": tiny.replace("replicates:", "repliates:") },
    says: /^s\.yaml:4:1 repliates: unknown key; did you mean "replicates"\?/,
  },
  { what: "an alias bomb", files: { "s.yaml": `version: 1\n${bomb}` }, says: /^s\.yaml:\d+:\d+.*alias/i },
  {
    what: "a place under a file",
    files: { "s.yaml": tiny, file: "" },
    args: ["run", "s.yaml", "--out", "file/run"],
    says: /file\/run: cannot be written to \(ENOTDIR in .*file\)/,
  },
  {
    what: "a place that cannot be written",
    files: { "s.yaml": tiny },
    args: ["run", "s.yaml", "--out", "/proc/nowhere/run"],
    says: /\/proc\/nowhere\/run: cannot be written to/,
  },
  {
    what: "a file as the run directory",
    files: { "s.yaml": tiny, file: "" },
    args: ["run", "s.yaml", "--out", "file"],
    says: /file: is a file, expected a folder/,
  },
  {
    what: "an unknown arm",
    files: { "s.yaml": tiny },
    args: ["run", "s.yaml", "--arms", "replac"],
    says: /^--arms: got "replac", expected some of accumulate, replace; did you mean "replace"\?/,
  },
  {
    what: "threads that are no number",
    files: { "s.yaml": tiny },
    args: ["run", "s.yaml", "--threads", "0"],
    says: /^--threads: got "0", expected a whole number of at least 1/,
  },
  {
    what: "jobs that are no number",
    files: { "s.yaml": tiny },
    args: ["run", "s.yaml", "--jobs", "many"],
    says: /^--jobs: got "many", expected a whole number/,
  },
  {
    what: "a misspelt option",
    files: { "s.yaml": tiny },
    args: ["run", "s.yaml", "--repliates", "3"],
    says: /^unknown option --repliates; did you mean "replicates"\?/,
  },
  { what: "a misspelt command", args: ["chekc"], says: /^unknown command "chekc"; did you mean "check"\?/ },
  { what: "no command", args: [], says: /^got no command; "monoculture --help"/ },
  {
    what: "no scenario",
    args: ["run"],
    says: /^got no scenario; name a file, or one of those that "monoculture list" shows/,
  },
  {
    what: "an option without its value",
    files: { "s.yaml": tiny },
    args: ["run", "s.yaml", "--seed"],
    says: /^Not enough arguments following: seed; "monoculture run --help"/,
  },
  {
    what: "an option given twice",
    files: { "s.yaml": tiny },
    args: ["run", "s.yaml", "--seed", "1", "--seed", "2"],
    says: /^--seed: given 2 times, expected once/,
  },
  {
    what: "a second override without its --set",
    files: { "s.yaml": tiny },
    args: ["run", "s.yaml", "--set", "rounds=2", "seed=3"],
    says: /^got "seed=3" too many; write --set before each path=value/,
  },
  { what: "a folder for a scenario", args: ["run", "."], says: /^\.: is a folder, expected a scenario's file/ },
  { what: "a folder that is no run", args: ["report", "."], says: /is not a run directory/ },
  {
    what: "a file that is there already",
    files: { "scenario.yaml": "mine" },
    args: ["init"],
    says: /^scenario\.yaml: is there already/,
  },
];

describe("bad input ends with exit code 2, one clear message, and nothing written:", () => {
  it.concurrent.each(cases)("$what", async ({ files = {}, args = ["run", "s.yaml"], says }) => {
    const here = folder(files);
    const before = namesIn(here);
    const { code, stdout, stderr } = await monoculture(here, args);
    expect(stderr.replace(/^(reading the log)\n/, "")).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at |MONOCULTURE_DEBUG/);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(namesIn(here)).toEqual(before);
  });
});

describe("check", () => {
  it.concurrent("finds the same faults", async () => {
    const here = folder({ "s.yaml": fitted(), "log.csv": logCsv(50, 1, 8) });
    const { code, stderr } = await monoculture(here, ["check", "s.yaml"]);
    expect(stderr).toMatch(/only one user is left/);
    expect(code).toBe(2);
  });
});

describe("--json", () => {
  it.concurrent("reports a bad scenario as one object", async () => {
    const here = folder({ "s.yaml": tiny.replace("rounds: 3", "rounds: 0") });
    const { code, stdout } = await monoculture(here, ["run", "s.yaml", "--json"]);
    const message = "s.yaml:3:9 rounds: got 0, expected a whole number of at least 1";
    expect(JSON.parse(stdout)).toEqual({ error: { name: "ScenarioError", message, exitCode: 2 } });
    expect(code).toBe(2);
  });

  it.concurrent("reports bad usage as one object", async () => {
    const { code, stdout } = await monoculture(folder(), ["run", "s.yaml", "--json", "--frce"]);
    expect(JSON.parse(stdout).error).toMatchObject({ name: "UsageError", exitCode: 2 });
    expect(code).toBe(2);
  });
});
