import { loaded } from "../experiment/options.ts";
import { readArms, resolveArm, withArms } from "./arms.ts";
import { checkWhole } from "./checks.ts";
import { decode } from "./decode.ts";
import { problemsIn } from "./issues.ts";
import { completeSchema } from "./jsonSchema.ts";
import { applyOverrides } from "./overrides.ts";
import { type GivenPlugin, isLoaded, pluggedIn, pluginFilesIn } from "./plugins.ts";
import { type Problem, problemAt, ScenarioError } from "./problem.ts";
import { readYaml } from "./read.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioSchema } from "./schema.ts";
import { isMap, type Node, plain } from "./tree.ts";
import { got } from "./words.ts";

export interface ParseOptions {
  /** what errors call the file, and where a scenario without `name` takes its name from */
  readonly file: string;
  /** "path=value", such as "arms.replace.data.regime=window"; the value is YAML */
  readonly set?: readonly string[];
  /** what became of the files under `plugins`, in their order; a scenario that names any is refused without them */
  readonly plugins?: readonly GivenPlugin[];
}

/**
 * A scenario from the text, or the bytes, of its file.
 * @throws ScenarioError naming every problem at once, each with its place
 */
export function parseScenario(text: string | Uint8Array, { file, set = [], plugins }: ParseOptions): Scenario {
  const { root: written, problems: misput } = applyOverrides(readRoot(text, file), set, completeSchema());
  const root = withArms(written);
  const { arms, base, problems: unplugged } = pluggedIn(root, readArms(root), plugins);
  const refused = problemsIn(scenarioSchema, completeSchema(), root, []);
  const problems = eachOnce([
    ...misput,
    ...refused,
    ...unplugged,
    ...arms.flatMap((arm) => arm.problems),
    ...checkWhole(root, arms),
  ]);
  const parsed = scenarioSchema.safeParse(plain(root));
  if (!parsed.success || problems.length > 0) throw new ScenarioError(problems, file);
  const resolved = arms.map((arm) => [arm.name, resolveArm(arm, parsed.data.arms[arm.name]!)] as const);
  const settled = { ...scenarioSchema.parse(parsed.data), ...base };
  const scenario = { ...settled, name: settled.name ?? nameFrom(file), arms: Object.fromEntries(resolved) };
  return frozen(plugins && plugins.length > 0 ? { ...scenario, [loaded]: plugins.filter(isLoaded) } : scenario);
}

/**
 * The files under `plugins` of a scenario's text, as they are written: to be loaded before it is parsed.
 * @throws ScenarioError where the text cannot be read
 */
export function pluginFiles(text: string | Uint8Array, { file, set = [] }: ParseOptions): string[] {
  return pluginFilesIn(applyOverrides(readRoot(text, file), set, completeSchema()).root);
}

function readRoot(text: string | Uint8Array, file: string): Node {
  const decoded = decode(text);
  if ("problem" in decoded) throw new ScenarioError([decoded.problem], file);
  const read = readYaml(decoded.text);
  if (!("root" in read)) throw new ScenarioError(read.problems, file);
  if (!isMap(read.root)) {
    const message = `got ${got(plain(read.root))}, expected a mapping that starts with "version: 1"`;
    throw new ScenarioError([problemAt(read.root.place, [], message)], file);
  }
  return read.root;
}

/** What an arm inherits may be refused again in the arm: it is said once, first where it is written. */
function eachOnce(problems: readonly Problem[]): Problem[] {
  const once = new Map<string, Problem>();
  for (const problem of problems) {
    const { line, column, set, message } = problem;
    const key = JSON.stringify([line, column, set, message]);
    if (!once.has(key)) once.set(key, problem);
  }
  return [...once.values()];
}

/** "/a/My scenario.yaml" to "my-scenario" */
function nameFrom(file: string): string {
  const base = file.split(/[\\/]/).at(-1)!;
  const words = base.replace(/\.ya?ml$/i, "").toLowerCase();
  const name = words
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 64)
    .replace(/^-+|-+$/g, "");
  return name === "" ? "scenario" : name;
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const below of Object.values(value)) frozen(below);
  }
  return value;
}
