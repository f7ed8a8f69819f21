import { join } from "node:path";
import type { Training } from "./command.ts";
import { run, type Side } from "./side.ts";

/** What a check found, and whether it stands. */
export interface Check {
  readonly set: string;
  readonly what: string;
  readonly factors: number;
  readonly found: unknown;
  readonly failures: readonly string[];
}

interface Trained {
  /** how often the peer's SGD went through as many updates as there are entries; ours skips none, so it needs fewer epochs */
  readonly epochs?: number;
}

interface Judgement {
  readonly judged: number;
  readonly ours: Quality;
  readonly peer: Quality;
  /** standard error of the difference in recall at 10 and 20 */
  readonly noise: readonly [number, number];
}

interface Quality {
  readonly loss: number | null;
  readonly recall: readonly [number, number];
  readonly spectrum: readonly number[];
}

interface SlatesJudgement {
  readonly wrong: { readonly ours: number; readonly peer: number };
  readonly largestGap: number;
}

/** Both sides, and the Python and script that judge them. */
export interface Court {
  readonly ours: Side;
  readonly peer: Side;
  readonly python: string;
  readonly script: string;
}

const ITERATIONS: Readonly<Record<Training, number>> = { "als-cg": 5, "als-exact": 5, bpr: 20 };

/**
 * Factors differ between the sides by rounding alone: every row is solved in float32, to a relative error of about
 * condition · 2^-24, and five iterations of two half-steps pass it on. The loss is stationary in the rows solved last and
 * close to it in the others, so it differs by less than the factors do: 10 · 2^-24 · 100 = 6e-5, conditions being below a
 * hundred under the regularisation used here.
 */
const LOSS = 1e-4;
/** standard errors of a paired difference that are still noise */
const NOISE = 3.5;

/** Trains both sides from the same start and judges loss and held-out recall in float64. */
export async function checkTraining(
  court: Court,
  folder: string,
  set: string,
  work: Training,
  factors: number,
): Promise<Check> {
  const files = (side: string) => ({
    users: join(folder, `${work}-${side}-users-${factors}.f32`),
    items: join(folder, `${work}-${side}-items-${factors}.f32`),
  });
  const iterations = ITERATIONS[work];
  const training = { command: "train", work, factors } as const;
  const { epochs = iterations } = await court.peer.ask<Trained>({ ...training, iterations, ...files("peer") });
  await court.ours.ask({ ...training, iterations: Math.max(1, Math.round(epochs)), ...files("ours") });
  const question = { what: "factors", folder, loss: work !== "bpr", ours: files("ours"), peer: files("peer") };
  const found = await judge<Judgement>(court, question);
  return { set, what: work, factors, found, failures: [...lossFailures(found), ...recallFailures(found, work)] };
}

/** Both sides recommend from the same factors: unseen items, and scores equal slot by slot up to rounding. */
export async function checkSlates(
  court: Court,
  folder: string,
  set: string,
  recommending: { factors: number; k: number; batch: number },
): Promise<Check> {
  const { factors, k, batch } = recommending;
  const file = (side: string) => join(folder, `slates-${side}-${k}-${factors}.i32`);
  await court.ours.ask({ command: "slates", factors, k, batch, out: file("ours") });
  await court.peer.ask({ command: "slates", factors, k, batch, out: file("peer") });
  const trained = {
    users: join(folder, `trained-users-${factors}.f32`),
    items: join(folder, `trained-items-${factors}.f32`),
  };
  const found = await judge<SlatesJudgement>(court, {
    what: "slates",
    folder,
    k,
    factors: trained,
    ours: file("ours"),
    peer: file("peer"),
  });
  const failures: string[] = [];
  if (!(found.wrong.ours === 0)) failures.push(`our slates hold ${found.wrong.ours} seen, repeated or missing items`);
  if (!(found.largestGap <= 1))
    failures.push(`scores differ by ${found.largestGap.toFixed(2)} times the rounding bound`);
  return { set, what: `top-${k}`, factors, found, failures };
}

async function judge<T>({ python, script }: Court, question: unknown): Promise<T> {
  return JSON.parse(await run(python, [script], JSON.stringify(question))) as T;
}

function lossFailures({ ours, peer }: Judgement): string[] {
  if (ours.loss === null || peer.loss === null) return [];
  const difference = (ours.loss - peer.loss) / peer.loss;
  return Math.abs(difference) <= LOSS ? [] : [`training loss differs by ${(100 * difference).toFixed(3)} %`];
}

/** Two runs of SGD draw differently, so that only worse recall is held against us; ALS must agree both ways. */
function recallFailures({ ours, peer, noise, judged }: Judgement, work: Training): string[] {
  return [10, 20].flatMap((cut, at) => {
    const difference = ours.recall[at]! - peer.recall[at]!;
    const allowed = NOISE * noise[at]! + 1 / judged;
    const held = work === "bpr" ? difference >= -allowed : Math.abs(difference) <= allowed;
    return held ? [] : [`recall@${cut} is ${ours.recall[at]} against ${peer.recall[at]}, noise ${noise[at]}`];
  });
}
