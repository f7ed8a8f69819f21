import { spawn } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { lawsAsText } from "../../src/cli/lawTable.ts";
import { lawNamed } from "../../src/validation/index.ts";
import { folders, monoculture, namesIn, outcomeOf } from "./support.ts";

const folder = folders();
const root = fileURLToPath(new URL("../..", import.meta.url));

interface Printed {
  holds: boolean;
  failed: string[];
  seed: number;
  fast: boolean;
  falseAlarm: number;
  laws: {
    name: string;
    family: string;
    replicates: number;
    holds: boolean;
    comparisons: { quantity: string; predicted: number; observed: number; z: number | null; holds: boolean }[];
  }[];
}

const some = "nested-support,logit-choice,regression";
const validateJson = async (args: string) => {
  const { code, stdout, stderr } = await monoculture(folder(), ["validate", ...args.split(" "), "--json", "--quiet"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as Printed;
};

test("--json prints laws, what was predicted and what was observed; --jobs changes nothing, --seed all but the laws", async () => {
  const one = await validateJson(`--fast --only ${some} --jobs 1`);
  expect(one).toMatchObject({ holds: true, failed: [], seed: 1, fast: true });
  expect(one.laws.map(({ name }) => name)).toEqual([
    "nested-support",
    "logit-choice",
    "frozen-items-replace",
    "frozen-items-accumulate",
    "golden-ratio",
    "random-design",
    "ridge-fade",
  ]);
  const tested = one.laws.flatMap(({ comparisons }) => comparisons).filter(({ z }) => z !== null);
  expect(tested.length).toBeGreaterThan(10);
  // P(|T| > 4) with a thousand replicates or more
  expect(one.falseAlarm / tested.length).toBeGreaterThan(6.334e-5);
  expect(one.falseAlarm / tested.length).toBeLessThan(7e-5);
  const two = await validateJson(`--fast --only ${some} --jobs 2`);
  expect(two.laws).toEqual(one.laws);
  const other = await validateJson(`--fast --only ${some} --seed 2`);
  const of = (printed: Printed, name: "observed" | "predicted") =>
    printed.laws[1]!.comparisons.map((comparison) => comparison[name]);
  expect(of(other, "predicted")).toEqual(of(one, "predicted"));
  expect(of(other, "observed")).not.toEqual(of(one, "observed"));
});

test("the table says what was predicted, and ends in words", async () => {
  const cwd = folder();
  const { code, stdout } = await monoculture(cwd, "validate --fast --only ridge-fade,logit-choice".split(" "), {
    FORCE_COLOR: "1",
    NO_COLOR: "1",
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Nulls +predicted +observed +z +tolerance$/m);
  expect(stdout).toMatch(/^ {2}logit-choice, 4,000 replicates: holds$/m);
  expect(stdout).toMatch(/^ {4}slate: utility 1 +0\.426933 +0\.4\d+ +[+−]\d\.\d\d$/m);
  expect(stdout).toMatch(/^ {4}left of direction 1, round 12 +0\.847453 +0\.847\d+ +± 0\.0002/m);
  expect(stdout).toMatch(/\nAll 2 laws hold\. 17 comparisons, seed 1, .*the fast selection\. A sound engine misses/);
  expect(stdout).not.toContain("\u001b");
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(namesIn(cwd)).toEqual([]);
});

test("a law that fails is named, with what it is about, and the exit code is 1", async () => {
  const broken = brokenProgram();
  const run = (...args: string[]) => {
    const main = join(broken, "dist/cli/main.js");
    return outcomeOf(spawn(process.execPath, [main, "validate", "--fast", "--quiet", ...args], { cwd: broken }));
  };
  const { code, stdout } = await run("--only", "nested-support,ridge-fade");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ {2}nested-support, 10 replicates: FAILS\n {4}validity\/wright-fisher: replace/m);
  expect(stdout).toMatch(/^ {2}ridge-fade, 1 replicate: holds$/m);
  const words = stdout.slice(stdout.lastIndexOf("\n\n")).replace(/\s+/g, " ");
  expect(words).toContain("1 of 2 laws failed: nested-support.");
  expect(words).toContain("Nothing of what failed is left to chance: something is wrong with the engine");
  const json = await run("--only", "nested-support,ridge-fade", "--json");
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ holds: false, failed: ["nested-support"] });
});

/** The built program beside a wright-fisher scenario that explores. */
function brokenProgram(): string {
  const broken = folder();
  for (const part of ["dist", "scenarios/validity", "build", "package.json"]) {
    cpSync(join(root, part), join(broken, part), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(broken, "node_modules"));
  const file = join(broken, "scenarios/validity/wright-fisher.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("slate: 1", "slate: 1\n  explore: 0.1"));
  return broken;
}

test("a failure that chance may have brought is to be tried by other draws, one that it cannot is not", () => {
  const line = { quantity: "x", predicted: 1, observed: 2, standardError: 0.1, tolerance: 0 };
  const { name, family, statement, setup, source } = lawNamed("wright-fisher");
  const told = (z: number | null, holds: boolean) => {
    const result = {
      name,
      family,
      statement,
      setup,
      source,
      replicates: 50,
      holds,
      comparisons: [{ ...line, z, holds }],
    };
    const text = lawsAsText({ seed: 1, fast: false, seconds: 3, results: [result] }, process.stdout);
    return text.slice(text.lastIndexOf("\n\n")).replace(/\s+/g, " ");
  };
  expect(told(9, false)).toMatch(
    /A sound engine misses one.*: "monoculture validate --seed 2 --only wright-fisher" tells/,
  );
  expect(told(null, false)).toContain("Nothing of what failed is left to chance: something is wrong");
  expect(told(null, true)).toMatch(/The law holds\..*Nothing in them is left to chance\.$/);
  expect(told(1, true)).toMatch(/A sound engine misses one of them .* in about 0\.02\d* % of seeds\.$/);
});

test.each([
  [
    ["--only", "wright-fischer"],
    /^--only: got "wright-fischer", expected names of laws or families \(drift, .*\); did you mean "wright-fisher"/,
  ],
  [["--only", "tail", "--fast"], /^--only: tail has no law in the fast selection; leave out --fast/],
  [["--only", "drift,fixation", "--fast"], /^--only: fixation has no law in the fast selection; leave out --fast/],
  [["--seed", "-1"], /^--seed: got "-1", expected a whole number from 0 to 4294967295/],
  [["--seed", " "], /^--seed: got " ", expected a whole number from 0 to 4294967295/],
  [["--jobs", "0"], /^--jobs: got "0"/],
  [["--precise"], /^unknown option --precise/],
])("validate %j is bad usage", async (args, message) => {
  const { code, stderr } = await monoculture(folder(), ["validate", ...args]);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
