import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { folders, monoculture, namesIn, type Outcome, tiny } from "../cli/support.ts";

const folder = folders();
const examples = fileURLToPath(new URL("../../examples/plugins", import.meta.url));

const plugged = (file: string, more = "") =>
  `${tiny.replace("metrics: [coverage, choice_gini]", "metrics: [coverage, own]")}plugins: [${file}]\n${more}`;
const own = (body: string) =>
  `export default { part: "metric", name: "own", title: "A metric of mine", compute: ({ round, exposures }) => { ${body} } };\n`;
const run = (cwd: string, ...more: string[]) =>
  monoculture(cwd, ["run", "s.yaml", "--allow-plugins", "--quiet", ...more]);
const read = ({ stdout }: Outcome) => JSON.parse(stdout);

describe("every example, through the command line", () => {
  it("runs with --allow-plugins: the same digest in one worker, in two, and from its run directory", async () => {
    const here = folder();
    const file = join(examples, "scenario.yaml");
    const args = ["run", file, "--allow-plugins", "--quiet", "--json"];
    const one = read(await monoculture(here, [...args, "--jobs", "1", "--out", "one"]));
    const two = read(await monoculture(here, [...args, "--jobs", "2", "--out", "two"]));
    expect(one.summary.filter((line: { metric: string }) => line.metric === "top_share").length).toBeGreaterThan(5);
    expect(two.digest).toBe(one.digest);
    const again = await monoculture(here, [
      "run",
      "one/scenario.yaml",
      "--allow-plugins",
      "--quiet",
      "--json",
      "--out",
      "three",
    ]);
    expect(read(again)).toMatchObject({ identity: one.identity, digest: one.digest });
    const record = JSON.parse(readFileSync(join(here, "one/run.json"), "utf8"));
    expect(record.pluginsSha256).toHaveLength(6);
    expect(readFileSync(join(here, "one/report.html"), "utf8")).toContain("Share of the most shown item");
    expect((await monoculture(here, ["report", "one"])).code).toBe(0);
    expect(readFileSync(join(here, "one/report.html"), "utf8")).toContain("Share of the most shown item");
  }, 60_000);

  it("stands in docs/plugins.md as it is", () => {
    const docs = readFileSync(fileURLToPath(new URL("../../docs/plugins.md", import.meta.url)), "utf8");
    const files = namesIn(examples).filter((name) => name.endsWith(".mjs"));
    expect(files).toHaveLength(6);
    for (const name of files) {
      expect(docs).toContain(`\`\`\`js\n${readFileSync(join(examples, name), "utf8")}\`\`\``);
    }
  });

  it("checks their types", () => {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    execFileSync(process.execPath, [tsc, "-p", join(root, "examples/plugins/tsconfig.json")], { encoding: "utf8" });
  }, 60_000);
});

describe("code that a scenario names", () => {
  it.each(["run", "check"])("is not run by %s without --allow-plugins", async (command) => {
    const here = folder({ "s.yaml": plugged("./own.mjs"), "own.mjs": 'process.stdout.write("ran");' });
    const { code, stdout, stderr } = await monoculture(here, [command, "s.yaml"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^s\.yaml:\d+:\d+ plugins: got "\.\/own\.mjs": code that would run .* --allow-plugins/);
    expect(namesIn(here)).toEqual(["own.mjs", "s.yaml"]);
  });

  it.each([
    ["./gone.mjs", "", /plugins\.0: "\.\/gone\.mjs": no such file; its path is relative to the scenario's folder/],
    ["./own.py", "", /got a file that ends in "\.py", expected a module: \.js, \.mjs or \.ts/],
    ["./own.mjs", "export default {", /"\.\/own\.mjs": the module could not be loaded: /],
    ["./own.mjs", "export const part = 1;", /its default export is nothing, expected a part or a list of parts/],
  ])("%s, %s: says what is wrong", async (file, text, says) => {
    const here = folder({ "s.yaml": plugged(file), "own.mjs": text, "own.py": "" });
    const { code, stderr } = await monoculture(here, ["check", "s.yaml", "--allow-plugins"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });

  it("may be TypeScript where Node strips types, and is told of the version otherwise", async () => {
    const here = folder({ "s.yaml": plugged("./own.ts"), "own.ts": own("return (round as number) / 10;") });
    const { code, stdout, stderr } = await run(here, "--json");
    const { typescript } = process.features as { readonly typescript?: string | false };
    if (typescript) expect(JSON.parse(stdout).status).toBe("finished");
    else
      expect({ code, stderr: stdout + stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/strips types, 22\.18 or newer/),
      });
  });

  it("is part of the run's identity, where it lies is not", async () => {
    const text = own("return round;");
    const here = folder({ "s.yaml": plugged("./own.mjs"), "own.mjs": text, "moved.mjs": text });
    const first = read(await run(here, "--json"));
    expect(read(await run(here, "--json", "--set", "plugins=[./moved.mjs]"))).toMatchObject({
      identity: first.identity,
      reused: true,
    });
    writeFileSync(join(here, "own.mjs"), `${text}// changed\n`);
    expect(read(await run(here, "--json")).identity).not.toBe(first.identity);
  });
});

describe("a plug-in that fails in the middle of a run", () => {
  it("names itself, the round and the arm; the others' rounds are kept, and the same command goes on", async () => {
    const body = `if (round === 2 && isStopped()) throw new Error("out of luck"); return round / 10;`;
    const text = `import { existsSync } from "node:fs";\nconst isStopped = () => existsSync(new URL("./stop", import.meta.url));\n${own(body)}`;
    const here = folder({ "s.yaml": plugged("./own.mjs"), "own.mjs": text });
    const whole = read(await run(here, "--json", "--out", "whole"));
    writeFileSync(join(here, "stop"), "");
    const { code, stderr } = await run(here, "--out", "run", "--jobs", "1");
    expect(code).toBe(1);
    const sentence = 'metric "own" (a plug-in), arm accumulate, replicate 1, round 2: compute threw "out of luck"';
    expect(stderr.split("\n")[0]).toBe(sentence);
    const record = JSON.parse(readFileSync(join(here, "run/run.json"), "utf8"));
    expect(record).toMatchObject({ status: "failed", error: sentence });
    expect(namesIn(join(here, "run/checkpoint"))).toEqual(["accumulate.1.v8"]);
    rmSync(join(here, "stop"));
    expect(read(await run(here, "--out", "run", "--json")).digest).toBe(whole.digest);
  });
});
