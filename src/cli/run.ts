import type { Argv } from "yargs";
import { loadCheckpoints, planFor, type RunRecord, settled } from "../results/index.ts";
import { chooseScenario, type ScenarioArguments, spreadOver } from "./choice.ts";
import { asJson, closing } from "./closing.ts";
import { runOptions, scenarioOptions } from "./options.ts";
import { finishedFor, type Goal, goalOf, type PrecisionArguments, shortfall } from "./precision.ts";
import { progressOn, silent } from "./progress.ts";
import { directoryOf, sourceOf, withReplicates } from "./source.ts";
import { say } from "./terminal.ts";
import { work } from "./work.ts";

export const command = "run <scenario>";
export const describe = "run a scenario and write its run directory";

export const builder = (yargs: Argv) =>
  yargs
    .positional("scenario", {
      type: "string",
      demandOption: true,
      describe: "a scenario's file, or a shipped one's name",
    })
    .options({ ...scenarioOptions, ...runOptions })
    .example("$0 run online-retail", "a shipped scenario")
    .example("$0 run shop.yaml --rounds 40 --set data.regime=replace", "your own, with two keys changed")
    .example(
      "$0 run homogenisation --arms personalised --out runs/one",
      "one arm and its control, into a folder named here",
    );

export interface RunArguments extends ScenarioArguments, PrecisionArguments {
  readonly threads?: string | undefined;
  readonly jobs?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly force: boolean;
}

/** Runs a scenario, shows it again where it has been run, or goes on with it where it was stopped. */
export async function handler(args: RunArguments): Promise<void> {
  const asked = await sourceOf(await chooseScenario(args));
  const goal = goalOf(args, asked.scenario);
  const found = goal && !args.force ? finishedFor(asked, goal, args.out) : undefined;
  if (found) {
    showAgain(found.record, found.directory, args, goal);
    return;
  }
  // towards a precision, a run is one of the most replicates there may be, until it ends with fewer
  const source = goal ? withReplicates(asked, goal.most) : asked;
  const spread = spreadOver(source.arms.length * source.scenario.replicates, args);
  const directory = directoryOf(source, args.out);
  const plan = planFor(directory, source.identity, args.force);
  if (plan.kind === "show") {
    showAgain(plan.record, directory, args, goal);
    return;
  }
  const resumed = plan.kind === "resume" ? loadCheckpoints(directory, source.identity) : [];
  const progress = args.quiet ? silent : progressOn(process.stderr);
  const replace = plan.kind === "replace";
  const isSilent = args.json || args.quiet;
  const job = { source, directory, spread, resumed, replace, progress, goal, isSilent };
  const { record, source: ended } = await work(job);
  const place = args.out === undefined ? settled(directory, directoryOf(ended, undefined)) : directory;
  show(record, place, args, goal, false);
}

function showAgain(record: RunRecord, directory: string, args: RunArguments, goal: Goal | undefined): void {
  if (!args.quiet)
    process.stderr.write("this run is finished: shown again, nothing was computed (--force repeats it)\n");
  show(record, directory, args, goal, true);
}

function show(record: RunRecord, place: string, { json }: RunArguments, goal: Goal | undefined, reused: boolean) {
  const short = goal && shortfall(record, goal);
  const precise = goal && short === undefined;
  say(json ? asJson(record, place, { reused, precise }) : closing(record, place, short));
}
