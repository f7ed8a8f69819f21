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
  readonly "allow-plugins"?: boolean | undefined;
}

/** The scenario named, with its overrides, restricted to the arms asked for. */
export async function chooseScenario(args: ScenarioArguments): Promise<Scenario> {
  const shorthands = (["seed", "replicates", "rounds"] as const).flatMap((key) =>
    args[key] === undefined ? [] : [`${key}=${args[key]}`],
  );
  const scenario = await loadScenario(locateScenario(args.scenario), {
    set: [...args.set, ...shorthands],
    allowPlugins: args["allow-plugins"] ?? false,
  });
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

/** How a run is spread over the machine. */
export interface Spread {
  /** units side by side */
  readonly jobs: number;
  /** threads of each */
  readonly threads: number;
}

/** As asked for; by default as many units as the machine runs at once, and the cores that this leaves idle as threads. */
export function spreadOver(units: number, asked: { jobs?: string | undefined; threads?: string | undefined }): Spread {
  const cores = availableParallelism();
  const threads = asked.threads === undefined ? undefined : wholeNumber("--threads", asked.threads);
  const most = asked.jobs === undefined ? Math.ceil(cores / (threads ?? 1)) : wholeNumber("--jobs", asked.jobs);
  const jobs = Math.max(1, Math.min(units, most));
  return { jobs, threads: threads ?? Math.max(1, Math.floor(cores / jobs)) };
}

/** @throws UsageError naming the option */
export function wholeNumber(option: string, text: string): number {
  const n = Number(text);
  if (/^\d{1,6}$/.test(text) && n >= 1) return n;
  throw new UsageError(`${option}: got "${text}", expected a whole number of at least 1`);
}
