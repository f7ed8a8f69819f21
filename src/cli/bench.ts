import { availableParallelism, cpus, totalmem } from "node:os";
import type { Argv } from "yargs";
import { planArms } from "../experiment/index.ts";
import { readScenarioLog } from "../index.ts";
import { UsageError } from "../results/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { chooseScenario, spreadOver, wholeNumber } from "./choice.ts";
import { type Cost, costOf } from "./cost.ts";
import { benchOptions } from "./options.ts";
import { type Pace, type Trial, tryRounds, unitOf } from "./pace.ts";
import { stageNames } from "./stages.ts";
import { clock, count, painter, say, thousands, wrapped } from "./terminal.ts";
import { versions } from "./versions.ts";

export const command = "bench";
export const describe = "time this machine: rows a second, memory, and what a scenario would take";

export const builder = (yargs: Argv) =>
  yargs
    .options(benchOptions)
    .example("$0 bench", "at most a minute")
    .example("$0 bench --seconds 10 --scenario online-retail", "shorter, and with an estimate of a scenario");

export interface BenchArguments {
  readonly seconds?: string | undefined;
  readonly threads?: string | undefined;
  readonly scenario?: string | undefined;
  readonly "allow-plugins"?: boolean | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What is said of the machine. */
interface Found {
  readonly machine: Readonly<Record<"processor" | "node", string> & Record<"cores" | "memoryBytes", number>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly trial: Trial;
  /** resident at its largest */
  readonly processBytes: number;
  readonly cost?: Cost;
}

/** A second that is kept for starting and ending. */
const RESERVE_MS = 1_000;
/** of one core */
const MOST_THREADS = 256;

/** Runs rounds of a world of its own with one thread and with all, and says what a second of this machine is worth. */
export async function handler(args: BenchArguments): Promise<void> {
  const began = performance.now();
  const seconds = secondsFrom(args.seconds);
  const threads = threadsFrom(args.threads);
  const progress = (text: string) => {
    if (!args.quiet) process.stderr.write(`${text}\n`);
  };
  const scenario =
    args.scenario === undefined ? undefined : await chooseScenario({ ...args, scenario: args.scenario, set: [] });
  if (scenario) progress(`estimating ${scenario.name}`);
  const cost = scenario ? await estimated(scenario) : undefined;
  progress("drawing a world");
  const trial = await tryRounds(threads, began + 1e3 * seconds - RESERVE_MS, (turn) => {
    if (turn % 5 === 0) progress(`round ${turn + 1}, with ${threads.map((n) => count(n, "thread")).join(" and ")}`);
  });
  const found: Found = {
    machine: {
      processor: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      node: process.versions.node,
    },
    versions: versions(),
    trial,
    processBytes: 1024 * process.resourceUsage().maxRSS,
    ...(cost ? { cost } : {}),
  };
  say(args.json ? asJson(found) : asText(found));
}

async function estimated(scenario: Scenario): Promise<Cost> {
  const log = await readScenarioLog(scenario);
  const { jobs } = spreadOver(planArms(scenario).length * scenario.replicates, {});
  return costOf(scenario, jobs, log);
}

function secondsFrom(text = "60"): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 3_600) return seconds;
  throw new UsageError(`--seconds: got "${text}", expected a number above 0 and at most 3600`);
}

/** One, and as many as asked for, or as the machine runs at once. */
function threadsFrom(text: string | undefined): number[] {
  const most = text === undefined ? Math.min(MOST_THREADS, availableParallelism()) : wholeNumber("--threads", text);
  if (most > MOST_THREADS) throw new UsageError(`--threads: got ${most}, expected at most ${MOST_THREADS}`);
  return most === 1 ? [1] : [1, most];
}

function asJson({ machine, versions, trial, processBytes, cost }: Found): string {
  const paces = trial.paces.map(({ stages, ...pace }) => ({
    ...pace,
    stages: Object.fromEntries(stageNames.map((name) => [name, { unit: unitOf[name], ...stages[name] }])),
  }));
  return JSON.stringify({ machine, versions, world: trial.world, paces, processBytes, ...(cost ? { cost } : {}) });
}

function asText({ machine, trial, processBytes, cost }: Found): string {
  const title = painter(process.stdout).bind(undefined, "bold");
  const { users, items, factors, sweeps, slate } = trial.world;
  const core = Math.max(...trial.paces.map(({ coreBytes }) => coreBytes));
  const world = `${thousands(users)} users, ${thousands(items)} items; iALS of ${factors} factors, ${sweeps} warm sweeps; slates of ${slate}; all metrics`;
  return [
    title("This machine"),
    `  ${machine.processor}, ${count(machine.cores, "core")}, ${gigabytes(machine.memoryBytes)}; Node ${machine.node}`,
    "",
    title("A round, by stage"),
    wrapped(`  ${world}; medians of ${count(trial.paces[0]!.rounds, "round")}`, 100, "  "),
    ...tableOf(trial.paces),
    "",
    title("Memory"),
    `  ${megabytes(processBytes)} at most, ${megabytes(core)} of it the arrays of a core's largest call`,
    ...(cost ? ["", title(cost.name), ...costLines(cost)] : []),
  ].join("\n");
}

/** A line a stage: what it is counted in, units a second with each number of threads, and what more threads gain. */
function tableOf(paces: readonly Pace[]): string[] {
  const [one, many] = [paces[0]!, paces[1]];
  const gain = (before: number, after: number) => `${(before / after).toFixed(2)} x`.padStart(8);
  const heads = paces.map(({ threads }) => count(threads, "thread").padStart(14));
  const head = `${"".padEnd(23)}${heads.join("")}${many ? "gain".padStart(8) : ""}`;
  const lines = stageNames.map((name) => {
    const rates = paces.map(({ stages }) => thousands(Math.round(stages[name].perSecond)).padStart(14));
    const gained = many ? gain(one.stages[name].seconds, many.stages[name].seconds) : "";
    return `  ${name.padEnd(10)}${`${unitOf[name]}/s`.padEnd(11)}${rates.join("")}${gained}`;
  });
  const rounds = paces.map(({ roundSeconds }) => roundSeconds.toFixed(3).padStart(14));
  const gained = many ? gain(one.roundSeconds, many.roundSeconds) : "";
  return [head, ...lines, `  ${"round".padEnd(10)}${"seconds".padEnd(11)}${rounds.join("")}${gained}`];
}

function costLines({ lines, replicates, rounds, jobs, startSeconds, roundSeconds, seconds, memory }: Cost) {
  return [
    `  ${count(lines, "line")} × ${count(replicates, "replicate")} of ${count(rounds, "round")}, with ${count(jobs, "worker")}`,
    `  a round   about ${roundSeconds.toPrecision(2)} seconds, after ${startSeconds.toPrecision(2)} for the world`,
    `  the run   about ${clock(seconds)} (minutes:seconds), within a factor of two or three`,
    `  memory    about ${memory.total < 1e9 ? megabytes(memory.total) : gigabytes(memory.total)}`,
  ];
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;
