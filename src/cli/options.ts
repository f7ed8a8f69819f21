import type { Options } from "yargs";
import { UsageError } from "../results/index.ts";
import { families } from "../validation/index.ts";

/** An option that may be given once: yargs would hand on a list. */
const once = (name: string) => (value: string | string[]) => {
  if (Array.isArray(value)) throw new UsageError(`--${name}: given ${value.length} times, expected once`);
  if (value === "") throw new UsageError(`--${name}: got nothing, expected a value`);
  return value;
};

const text = (name: string, describe: string): Options & { type: "string" } => ({
  type: "string",
  requiresArg: true,
  describe,
  coerce: once(name),
});

/** What is run. */
export const scenarioOptions = {
  set: {
    type: "string",
    array: true,
    requiresArg: true,
    default: [] as string[],
    defaultDescription: "none",
    describe: "change a key, as in --set data.regime=replace; repeat for more",
  },
  seed: text("seed", "same as --set seed=N"),
  replicates: text("replicates", "same as --set replicates=N"),
  rounds: text("rounds", "same as --set rounds=N"),
  arms: text("arms", "run only these arms, a,b, and their controls"),
  "allow-plugins": {
    type: "boolean",
    default: false,
    describe: "run the code that the scenario names under plugins, if you trust it",
  },
} as const;

/** How it is run. */
export const runOptions = {
  out: text("out", "the run directory (default: runs/<name>-<8 hex>)"),
  threads: text("threads", "threads of each training and scoring (default: the cores that --jobs leaves idle)"),
  jobs: text("jobs", "arms and replicates side by side (default: as many as the machine runs at once)"),
  precision: {
    type: "string",
    array: true,
    requiresArg: true,
    default: [] as string[],
    defaultDescription: "none",
    describe: "add replicates until every arm minus control is known to ± this, as in coverage=0.01; repeat for more",
  },
  "max-replicates": text("max-replicates", "the most replicates that --precision may come to (default: 200)"),
  json: { type: "boolean", default: false, describe: "print one JSON object on stdout" },
  quiet: { type: "boolean", default: false, describe: "no progress on stderr" },
  force: { type: "boolean", default: false, describe: "replace the run that is there" },
} as const;

/** How the machine is timed. */
export const benchOptions = {
  seconds: text("seconds", "end after about so many seconds (default: 60)"),
  threads: text("threads", "threads to compare one with (default: as many as the machine runs at once)"),
  scenario: text("scenario", "also estimate what this scenario would take: a file, or a shipped one's name"),
  "allow-plugins": scenarioOptions["allow-plugins"],
  json: runOptions.json,
  quiet: runOptions.quiet,
} as const;

/** Which laws are checked, and by which draws. */
export const validateOptions = {
  seed: text("seed", "seed of every draw (default: 1); another one tells chance from error"),
  only: text("only", `only these laws or families, a,b; families are ${families.join(", ")}`),
  fast: { type: "boolean", default: false, describe: "a selection of laws, with fewer replicates: under a minute" },
  jobs: text("jobs", "laws side by side (default: as many as the machine runs at once)"),
  json: runOptions.json,
  quiet: runOptions.quiet,
} as const;
