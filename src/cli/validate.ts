import type { Argv } from "yargs";
import { loadCore } from "../core/index.ts";
import { UsageError } from "../results/index.ts";
import { families, type Law, laws, replicatesOf, validate, workerObservatory } from "../validation/index.ts";
import { spreadOver } from "./choice.ts";
import { Interrupted } from "./failure.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { lawProgress, lawsAsJson, lawsAsText, type Outcome } from "./lawTable.ts";
import { hint } from "./nearest.ts";
import { validateOptions } from "./options.ts";
import { say } from "./terminal.ts";

export const command = "validate";
export const describe = "check the simulator itself against closed forms of what it should show";

export const builder = (yargs: Argv) =>
  yargs
    .options(validateOptions)
    .example("$0 validate", "all laws, some minutes")
    .example("$0 validate --fast", "a selection, under a minute")
    .example("$0 validate --seed 7 --only wright-fisher,niches-5-0", "two laws again, by other draws");

export interface ValidateArguments {
  readonly seed?: string | undefined;
  readonly only?: string | undefined;
  readonly jobs?: string | undefined;
  readonly fast: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Observes laws and prints what was predicted beside it. @returns 1 where a law fails, else 0 */
export async function handler(args: ValidateArguments): Promise<number> {
  const began = performance.now();
  const seed = seedFrom(args.seed);
  const chosen = lawsFrom(args.only, args.fast);
  const { jobs } = spreadOver(Number.POSITIVE_INFINITY, { jobs: args.jobs, threads: "1" });
  const core = await loadCore();
  const progress = lawProgress(process.stderr, args.quiet);
  const interrupt = listenForInterrupt(() => progress.end());
  const observatory = workerObservatory(jobs);
  interrupt.onStop(() => void observatory.close());
  try {
    const { signal } = interrupt;
    const hooks = { signal, onPiece: progress.piece };
    const results = await validate(core, observatory, { laws: chosen, seed, fast: args.fast }, hooks);
    progress.end();
    const seconds = (performance.now() - began) / 1000;
    const outcome: Outcome = { seed, fast: args.fast, seconds, results };
    say(args.json ? lawsAsJson(outcome) : lawsAsText(outcome, process.stdout));
    return results.every(({ holds }) => holds) ? 0 : 1;
  } catch (error) {
    progress.end();
    if (interrupt.signal.aborted) throw new Interrupted("interrupted; nothing was written");
    throw error;
  } finally {
    interrupt.dispose();
    await observatory.close();
    await core.close();
  }
}

function seedFrom(text = "1"): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (seed < 4_294_967_296) return seed;
  throw new UsageError(`--seed: got "${text}", expected a whole number from 0 to 4294967295`);
}

/** All laws, or those of the names and families given. */
function lawsFrom(list: string | undefined, fast: boolean): readonly Law[] {
  if (list === undefined) return laws.filter((law) => replicatesOf(law, fast) > 0);
  const wanted = list.split(",").map((name) => name.trim());
  const names = [...families, ...laws.map(({ name }) => name)];
  for (const name of wanted) {
    if (!names.includes(name)) {
      throw new UsageError(
        `--only: got "${name}", expected names of laws or families (${families.join(", ")})${hint(name, names)}`,
      );
    }
  }
  const kept = laws.filter((law) => replicatesOf(law, fast) > 0);
  // what is asked for by name is checked, or said not to be
  const without = wanted.filter((one) => !kept.some(({ name, family }) => name === one || family === one));
  if (without.length > 0) {
    throw new UsageError(`--only: ${without.join(", ")} has no law in the fast selection; leave out --fast`);
  }
  return kept.filter(({ name, family }) => wanted.includes(name) || wanted.includes(family));
}
