import { availableParallelism } from "node:os";
import { loadScenario } from "../index.ts";
import { UsageError } from "../results/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { hint } from "./nearest.ts";
import { locateScenario } from "./shipped.ts";

/** The arguments that decide what is run. */
export interface ScenarioArguments {
  readonly scenario: string;
  readonly set: readonly string[];
  readonly seed?: string | undefined;
  readonly replicates?: string | undefined;
  readonly rounds?: string | undefined;
  readonly arms?: string | undefined;
}

/** The scenario named, with its overrides, restricted to the arms asked for. */
export async function chooseScenario(args: ScenarioArguments): Promise<Scenario> {
  const shorthands = (["seed", "replicates", "rounds"] as const).flatMap((key) =>
    args[key] === undefined ? [] : [`${key}=${args[key]}`],
  );
  const scenario = await loadScenario(locateScenario(args.scenario), { set: [...args.set, ...shorthands] });
  return args.arms === undefined ? scenario : restrictArms(scenario, args.arms);
}

function restrictArms(scenario: Scenario, list: string): Scenario {
  const names = Object.keys(scenario.arms);
  const wanted = list.split(",").map((name) => name.trim());
  for (const name of wanted) {
    if (!names.includes(name)) {
      throw new UsageError(`--arms: got "${name}", expected some of ${names.join(", ")}${hint(name, names)}`);
    }
  }
  const arms = Object.entries(scenario.arms).filter(([name]) => wanted.includes(name));
  return { ...scenario, arms: Object.fromEntries(arms) };
}

/** Refuses what later versions will do. */
export function requireOneThread(threads: string | undefined): void {
  if (threads === undefined) return;
  const n = wholeNumber("--threads", threads);
  if (n > 1) {
    throw new UsageError(
      `--threads: got ${n}, expected 1; threads inside one training arrive with a later version; ` +
        "arms × replicates already run side by side: use --jobs",
    );
  }
}

/** Worker threads: as many as asked for, or as the machine runs at once, but never more than there are units. */
export function workersFor(jobs: string | undefined, units: number): number {
  return Math.max(1, Math.min(units, jobs === undefined ? availableParallelism() : wholeNumber("--jobs", jobs)));
}

function wholeNumber(option: string, text: string): number {
  const n = Number(text);
  if (/^\d{1,6}$/.test(text) && n >= 1) return n;
  throw new UsageError(`${option}: got "${text}", expected a whole number of at least 1`);
}
