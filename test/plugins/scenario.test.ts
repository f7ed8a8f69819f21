import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseScenario, resolvedYaml, ScenarioError } from "../../src/index.ts";
import { canonicalJson } from "../../src/scenario/index.ts";
import { partsIn } from "../../src/simulation/index.ts";
import { metric, scenarioWith, text } from "./support.ts";

const schema = z.strictObject({ rate: z.number().min(0).default(0.5), deep: z.array(z.int()).default([]) });
const own = { part: "draw", name: "own", schema, chances: () => new Float64Array(0) };
const other = { ...own, name: "other", schema: undefined };
const byHand = {
  ...own,
  schema: {
    parse(given: { rate?: unknown }) {
      if (given.rate !== undefined && typeof given.rate !== "number") throw new Error("rate must be a number");
      return { rate: given.rate ?? 1 };
    },
  },
};
const rank = (options: string, name = "own") =>
  `recommender: { model: { kind: popularity }, rank: { kind: plugin, name: ${name}${options} } }\n`;

function problems(run: () => unknown): string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.message.split("\n");
  }
}

describe("a scenario with plug-ins", () => {
  it("is refused where their code was not allowed to run, naming the files and what would allow it", () => {
    expect(problems(() => parseScenario(text(rank("")), { file: "own.yaml" }))).toEqual([
      'own.yaml:6:10 plugins: got "./own.mjs": code that would run with all your rights; if you trust it, allow it with --allow-plugins (in a program: loadScenario(file, { allowPlugins: true }))',
    ]);
  });

  it("says where a file cannot be loaded", () => {
    const plugins = [{ file: "./own.mjs", fault: "no such file" }];
    expect(problems(() => parseScenario(text(rank("")), { file: "own.yaml", plugins }))).toEqual([
      'own.yaml:6:11 plugins.0: "./own.mjs": no such file',
    ]);
  });

  it.each([
    [rank(", options: { rate: -1 }"), "recommender.rank.options.rate: got -1, expected a number of at least 0"],
    [rank(", options: { rat: 1 }"), 'recommender.rank.options.rat: unknown key; did you mean "rate"?'],
    [rank(", options: { deep: [1, x] }"), 'recommender.rank.options.deep.1: got "x" (text), expected a whole number'],
    [
      rank("", "owns"),
      'recommender.rank.name: got "owns" (text), expected the draw policy own or other; did you mean "own"?',
    ],
    [
      rank(", options: { a: 1 }", "other"),
      "recommender.rank.options: got a mapping, expected none: other takes no options",
    ],
    [
      "data: { regime: { kind: plugin, name: own } }\n",
      'data.regime.name: got "own" (text), a draw policy, expected a data regime of a file under plugins: there is none',
    ],
  ])("%s", (more, says) => {
    const found = problems(() => scenarioWith([own, other], more.includes("recommender") ? more : metric + more));
    expect(found.map((line) => line.replace(/^own\.yaml:1[01]:\d+ /, ""))).toEqual([says]);
  });

  it("says what a schema that is not zod's refuses, at the options", () => {
    expect(problems(() => scenarioWith([byHand], rank(", options: { rate: x }")))).toEqual([
      "own.yaml:10:87 recommender.rank.options: rate must be a number",
    ]);
    const { rank: options } = scenarioWith([byHand], rank("")).arms.baseline!.recommender;
    expect(options).toEqual({ kind: "plugin", name: "own", options: { rate: 1 } });
  });

  it("writes the options' defaults out, and an arm holds what it changes", () => {
    const arms =
      "arms:\n  a: {}\n  b: { recommender: { rank: { options: { rate: 1 } } } }\n  c: { recommender: { rank: { kind: plugin, name: other } } }\n";
    const scenario = scenarioWith([own, other], rank(", options: { deep: [1] }") + arms);
    const ranks = Object.values(scenario.arms).map((arm) => arm.recommender.rank);
    expect(ranks).toEqual([
      { kind: "plugin", name: "own", options: { rate: 0.5, deep: [1] } },
      { kind: "plugin", name: "own", options: { rate: 1, deep: [1] } },
      { kind: "plugin", name: "other", options: {} },
    ]);
    expect(scenario.recommender.rank).toEqual(ranks[0]);
    expect(scenario.arms.b!.overrides).toEqual({ recommender: { rank: { options: { rate: 1 } } } });
    expect(scenario.arms.c!.overrides).toEqual({ recommender: { rank: ranks[2] } });
    const again = parseScenario(resolvedYaml(scenario), {
      file: "again.yaml",
      plugins: [{ file: "./own.mjs", sha256: "", parts: partsIn([own, other]) }],
    });
    expect(canonicalJson(again)).toBe(canonicalJson(scenario));
    expect(structuredClone(scenario)).toEqual(JSON.parse(JSON.stringify(scenario)));
  });

  it("knows their metrics, and no others", () => {
    const part = { part: "metric", name: "top_share", compute: () => 1 };
    expect(scenarioWith([part], metric, ["metrics=[top_share]"]).metrics).toEqual(["top_share"]);
    expect(problems(() => scenarioWith([part], metric, ["metrics=[top_shar]"]))[0]).toMatch(
      /metrics\.0: got "top_shar" \(text\), expected one of \d+: top_share, .*; did you mean "top_share"\?$/,
    );
  });

  it("leaves canonical JSON alone where it has none", () => {
    expect(canonicalJson(parseScenario(text(metric).replace(/plugins.*\n/, ""), { file: "own.yaml" }))).not.toContain(
      "plugins",
    );
  });

  it("refuses two parts that could not be told apart", () => {
    expect(problems(() => scenarioWith([own, own], rank("")))[0]).toMatch(/two parts that are the draw policy "own"/);
  });
});

describe("what a module gives by default", () => {
  it.each([
    [undefined, /its default export is nothing, expected a part or a list of parts/],
    [[], /an empty list/],
    [{ part: "drawer" }, /has part: string drawer, expected one of choice, model, reranker, draw, regime, metric/],
    [{ ...own, name: "My own" }, /has name: string My own, expected lower-case words/],
    [{ ...own, chances: 1 }, /the draw policy "own" has chances: number 1, expected a function/],
    [[own, { ...own, schema: {} }], /the draw policy "own" has a schema without parse/],
    [
      { part: "metric", name: "coverage", compute: () => 1 },
      /"coverage" has the name of a metric that is there already/,
    ],
    [{ part: "regime", name: "own", select: 1 }, /the data regime "own" has select: number 1, expected a function/],
  ])("%#", (given, says) => {
    expect(() => partsIn(given)).toThrow(says);
  });
});
