import type { Argv } from "yargs";
import { planArms, requireMemory, sizesOf } from "../experiment/index.ts";
import { readScenarioEdges, readScenarioLog, type ScenarioLog } from "../index.ts";
import type { Scenario } from "../scenario/index.ts";
import { chooseScenario, type ScenarioArguments, spreadOver } from "./choice.ts";
import { costOf } from "./cost.ts";
import { runOptions, scenarioOptions } from "./options.ts";
import { clock, count, painter, say, thousands, wrapped } from "./terminal.ts";

export const command = "check <scenario>";
export const describe = "say whether a scenario is sound, what it would run, and what that would take";

export const builder = (yargs: Argv) =>
  yargs
    .positional("scenario", {
      type: "string",
      demandOption: true,
      describe: "a scenario's file, or a shipped one's name",
    })
    .options({ ...scenarioOptions, jobs: runOptions.jobs })
    .example("$0 check shop.yaml", "read the scenario and its log, run nothing");

/** Parses and validates, reads the log, and predicts time and memory. */
export async function handler(args: ScenarioArguments & { readonly jobs?: string | undefined }): Promise<void> {
  const scenario = await chooseScenario(args);
  const arms = planArms(scenario);
  const { jobs } = spreadOver(arms.length * scenario.replicates, args);
  const log = await readScenarioLog(scenario);
  const edges = await readScenarioEdges(scenario);
  const sizes = sizesOf(scenario.world, log?.splits);
  requireMemory(scenario, sizes);
  const title = painter(process.stdout).bind(undefined, "bold");
  say(title(scenario.name));
  if (scenario.description) say(wrapped(scenario.description.trim().replace(/\s+/g, " ")));
  if (log) say(`\n${title("The log")}\n${logLines(scenario, log).join("\n")}`);
  if (edges) {
    const { file, from, ids } = edges.columns;
    say(
      `\n${title("The society")}\n  file    ${file}\n  rows    ${thousands(from.length)} of ${count(ids.length, "user")}`,
    );
  }
  say(`\n${title("What runs")}`);
  const width = Math.max(...arms.map(({ name }) => name.length)) + 2;
  for (const { name, kind, description } of arms) {
    say(wrapped(`  ${name.padEnd(width)}${kind.padEnd(9)}${description}`, 100, " ".repeat(width + 11)));
  }
  const { replicates, rounds } = scenario;
  say(
    `  ${count(arms.length, "line")} × ${count(replicates, "replicate")} = ${count(arms.length * replicates, "unit")} of ${count(rounds, "round")}`,
  );
  const { seconds, memory } = await costOf(scenario, jobs, log);
  say(`\n${title("What it takes")} (estimates, from a short trial of this machine)`);
  say(
    `  time    about ${clock(seconds)} with ${count(jobs, "worker")} (minutes:seconds), within a factor of two or three`,
  );
  say(`  memory  about ${megabytes(memory.total)}, the largest parts first:`);
  for (const part of memory.parts.slice(0, 8)) say(`    ${megabytes(part.bytes).padStart(10)}  ${part.name}`);
}

function logLines({ world }: Scenario, { counts, splits, columns }: ScenarioLog): string[] {
  const gone = [
    [counts.withoutUser, "without a user"],
    [counts.withoutItem, "without an item"],
    [counts.withoutTime, "without a time"],
    [counts.filtered, "failed where"],
    [counts.repeated, "repeated a pair"],
    [counts.rare, "below minimumInteractions"],
  ] as const;
  const removed = gone.filter(([n]) => n > 0).map(([n, why]) => `${thousands(n)} ${why}`);
  const known = splits.tune.user.length + splits.test.user.length;
  return [
    `  file    ${world.kind === "log" ? world.log.file : ""}`,
    `  rows    ${thousands(counts.kept)} of ${thousands(counts.read)}${removed.length > 0 ? ` (${removed.join(", ")})` : ""}`,
    `  holds   ${count(columns.users, "user")}, ${count(columns.items, "item")}`,
    `  fit     ${count(splits.fit.user.length, "row")} of ${count(splits.users, "user")} and ${count(splits.items, "item")}, over ${count(splits.activity.periods, "period")}`,
    `  tune    ${count(splits.tune.user.length, "row")}`,
    `  test    ${count(splits.test.user.length, "row")} (${thousands(splits.unknownRows)} of ${thousands(known + splits.unknownRows)} rows of tune and test are of unknown users or items)`,
  ];
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
