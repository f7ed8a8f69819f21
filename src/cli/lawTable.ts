import { type ComparisonResult, falseAlarm, type Law, type LawResult, MOST_ERRORS } from "../validation/index.ts";
import { clock, count, painter, type Style, wrapped } from "./terminal.ts";
import { versions } from "./versions.ts";

/** What a validation came to. */
export interface Outcome {
  readonly seed: number;
  readonly fast: boolean;
  readonly seconds: number;
  readonly results: readonly LawResult[];
}

const legend = `z: standard errors from the prediction, or from its tolerance; beyond ${MOST_ERRORS} a law fails (docs/validity.md).`;

type Paint = (style: Style, text: string) => string;

/** The table, law by law, and what it comes to in words. */
export function lawsAsText(outcome: Outcome, stream: NodeJS.WriteStream): string {
  const paint = painter(stream);
  const head = row(["", "predicted", "observed", "z", "tolerance"]);
  const blocks = outcome.results.map((result, n) => {
    const first = n === 0 || outcome.results[n - 1]!.family !== result.family;
    const family = result.family[0]!.toUpperCase() + result.family.slice(1);
    const title = first ? [paint("bold", `${family}${head.slice(family.length)}`)] : [];
    return [...title, ...lawLines(result, paint)].join("\n");
  });
  return [...blocks, "", wrapped(legend, 100), wrapped(conclusion(outcome, paint), 100)].join("\n");
}

function lawLines({ name, replicates, holds, error, setup, statement, comparisons }: LawResult, paint: Paint) {
  const mark = holds ? paint("green", "holds") : paint("red", "FAILS");
  const lines = [`  ${name}, ${count(replicates, "replicate")}: ${mark}`];
  if (!holds)
    lines.push(
      paint("dim", wrapped(`    ${setup}`, 100, "    ")),
      paint("dim", wrapped(`    ${statement}`, 100, "    ")),
    );
  if (error !== undefined) lines.push(wrapped(`    ${error}`, 100, "    "));
  return [...lines, ...comparisons.map((comparison) => comparisonLine(comparison, paint))];
}

function comparisonLine(
  { quantity, predicted, observed, z, tolerance, holds }: ComparisonResult,
  paint: Paint,
): string {
  const within = tolerance > 0 ? `± ${tolerance.toPrecision(2)}` : "";
  const line = row([`    ${quantity}`, digits(predicted), digits(observed), z === null ? "" : signed(z), within]);
  return holds ? line : `${paint("red", line)}`;
}

function row([quantity, predicted, observed, z, tolerance]: readonly string[]): string {
  return `${quantity!.padEnd(54)}${predicted!.padStart(12)}${observed!.padStart(13)}${z!.padStart(8)}  ${tolerance!}`.trimEnd();
}

/** Six digits: 0.85922, 1.2346e-8, 12. */
function digits(x: number): string {
  const text = Number.isInteger(x) && Math.abs(x) < 1e6 ? String(x) : x.toPrecision(6);
  return text.replace(/^-/, "−");
}

const signed = (z: number): string => `${z < 0 ? "−" : "+"}${Math.abs(z).toFixed(2)}`;

function conclusion({ results, seed, fast, seconds }: Outcome, paint: Paint): string {
  const compared = results.reduce((sum, { comparisons }) => sum + comparisons.length, 0);
  const failed = results.filter(({ holds }) => !holds).map(({ name }) => name);
  const which = `${count(compared, "comparison")}, seed ${seed}, ${clock(seconds)} minutes`;
  const chance = chanceOf(falseAlarm(results));
  if (failed.length === 0) {
    const laws = results.length === 1 ? "The law holds" : `All ${results.length} laws hold`;
    return `${paint("green", `${laws}.`)} ${which}${fast ? ", the fast selection" : ""}. ${chance}.`;
  }
  const certain = results.every(({ comparisons }) => comparisons.every(({ holds, z }) => holds || !Number.isFinite(z)));
  const again = `monoculture validate --seed ${seed === 4_294_967_295 ? 0 : seed + 1} --only ${failed.join(",")}`;
  return `${paint("red", `${failed.length} of ${count(results.length, "law")} failed: ${failed.join(", ")}.`)} ${which}. ${
    certain
      ? "Nothing of what failed is left to chance: something is wrong with the engine, or with this machine."
      : `${chance}: "${again}" tells chance from error, as what is wrong fails again.`
  }`;
}

/** How often nothing but chance fails a law. */
const chanceOf = (alarm: number): string =>
  alarm > 0
    ? `A sound engine misses one of them by more than ${MOST_ERRORS} standard errors in about ${percent(alarm)} of seeds`
    : "Nothing in them is left to chance";

const percent = (share: number): string => `${(100 * share).toPrecision(2)} %`;

/** The one object that --json prints. */
export function lawsAsJson({ seed, fast, seconds, results }: Outcome): string {
  const failed = results.filter(({ holds }) => !holds).map(({ name }) => name);
  return JSON.stringify({
    holds: failed.length === 0,
    failed,
    seed,
    fast,
    seconds: Math.round(1000 * seconds) / 1000,
    falseAlarm: falseAlarm(results),
    versions: versions(),
    laws: results,
  });
}

const EVERY_MS = 5_000;

/** Pieces done of all, and the time left by those: in place on a terminal, else a line every few seconds. */
export function lawProgress(stream: NodeJS.WriteStream, quiet: boolean) {
  const began = performance.now();
  let last = began;
  let drawn = false;
  return {
    piece(done: number, all: number, { name }: Law): void {
      const now = performance.now();
      if (quiet || now - last < (stream.isTTY ? 100 : EVERY_MS)) return;
      last = now;
      const left = ((now - began) / 1000 / done) * (all - done);
      const text = `${Math.floor((100 * done) / all)} %, ${clock(left)} left: ${name}`;
      stream.write(stream.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
      drawn = stream.isTTY === true;
    },
    end(): void {
      if (drawn) stream.write("\r\x1b[K");
      drawn = false;
    },
  };
}
