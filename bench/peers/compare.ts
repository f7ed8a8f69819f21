import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Check, checkSlates, checkTraining } from "./checks.ts";
import type { Recommending, Timed, Timing, Training, Versions, Work } from "./command.ts";
import type { PeerName } from "./environment.ts";
import type { Options } from "./options.ts";
import { inTurn, type Measured } from "./pairs.ts";
import { type Side, startSide } from "./side.ts";

/** Where the programs of the sides are, and what they found so far. */
export interface Session {
  readonly options: Options;
  readonly pythons: Readonly<Partial<Record<PeerName, string>>>;
  /** paths of our bundle and of the folder of Python scripts */
  readonly bundle: string;
  readonly scripts: string;
  readonly measured: Measured[];
  readonly checks: Check[];
  readonly versions: Record<string, Versions>;
  report(text: string): void;
}

const ROUNDS = [
  { users: 1_000, items: 1_700 },
  { users: 6_040, items: 3_706 },
];
const BATCHES = [256, 1_024, 4_096, 16_384];

/** Who does that work too. */
export function peersOf(work: Work): PeerName[] {
  if (work === "round") return ["trecs"];
  return work === "als-exact" ? ["implicit", "lenskit"] : ["implicit"];
}

/** All works on one matrix with one number of threads. Results are checked with the largest number alone. */
export async function compareOnSet(session: Session, folder: string, set: string, threads: number): Promise<void> {
  const { options } = session;
  const wanted = options.works.filter((work) => work !== "round");
  const peers = (["implicit", "lenskit"] as const).filter(
    (peer) => session.pythons[peer] && wanted.some((work) => peersOf(work).includes(peer)),
  );
  if (wanted.length === 0) return;
  const ours = await startOurs(session, threads);
  const sides = new Map<PeerName, Side>();
  try {
    await ours.ask({ command: "load", folder });
    for (const peer of peers) sides.set(peer, await startPeer(session, peer, threads));
    for (const side of sides.values()) await side.ask({ command: "load", folder });
    for (const factors of options.factors) {
      if (wanted.some(isRecommending)) await prepareTrained(ours, folder, factors);
      for (const work of wanted) {
        for (const peer of peersOf(work)) {
          const side = sides.get(peer);
          if (!side) continue;
          const comparison = { peer, set, work, factors, threads };
          const timing = await timingOf(work, factors, side);
          const found = await inTurn(comparison, options.pairs, { side: ours, timing }, { side, timing });
          session.measured.push(found);
          session.report(
            `${set} ${work} ${factors} factors, ${threads} threads: ${peer} / ours ${found.ratio.median.toFixed(2)}`,
          );
          const judged = options.check && peer === "implicit" && threads === Math.max(...options.threads);
          if (judged) await check(session, { ours, side }, folder, set, work, timing);
        }
      }
    }
  } finally {
    await Promise.all([ours, ...sides.values()].map((side) => side.close()));
  }
}

/** Whole rounds against T-RECS, on one thread: T-RECS has no other. */
export async function compareRounds(session: Session): Promise<void> {
  if (!session.pythons.trecs) return;
  const ours = await startOurs(session, 1);
  const side = await startPeer(session, "trecs", 1);
  try {
    for (const size of ROUNDS) {
      await ours.ask({ command: "size", ...size });
      await side.ask({ command: "size", ...size });
      const set = `${size.users} x ${size.items}`;
      const timing = { command: "time", work: "round" } as const;
      const comparison = { peer: "trecs", set, work: "round", factors: 32, threads: 1 } as const;
      const found = await inTurn(comparison, session.options.pairs, { side: ours, timing }, { side, timing });
      session.measured.push(found);
      session.report(`${set} round: trecs / ours ${found.ratio.median.toFixed(0)}`);
    }
  } finally {
    await Promise.all([ours.close(), side.close()]);
  }
}

async function startOurs(session: Session, threads: number): Promise<Side> {
  const side = startSide(process.execPath, [session.bundle, String(threads)]);
  session.versions.ours = await side.ask<Versions>({ command: "versions" });
  return side;
}

async function startPeer(session: Session, peer: PeerName, threads: number): Promise<Side> {
  const script = join(session.scripts, `${peer}_side.py`);
  const count = String(threads);
  const env = { LK_NUM_THREADS: count, RAYON_NUM_THREADS: count };
  const side = startSide(session.pythons[peer]!, [script, count], env);
  session.versions[peer] = await side.ask<Versions>({ command: "versions" });
  return side;
}

const isRecommending = (work: Work): work is "top-10" | "top-100" => work === "top-10" || work === "top-100";

/** What to time; where users are taken in batches, with the batch that suits the peer best. */
async function timingOf(work: Work, factors: number, peer: Side): Promise<Timing> {
  if (!isRecommending(work)) return { command: "time", work: work as Training, factors };
  const k = work === "top-10" ? 10 : 100;
  const timings = BATCHES.map((batch) => ({ command: "time", work: "recommend", factors, k, batch }) as const);
  const seconds: number[] = [];
  for (const timing of timings) seconds.push((await peer.ask<Timed>(timing)).seconds);
  return timings[seconds.indexOf(Math.min(...seconds))]!;
}

/** Factors of five exact iterations, from which both sides recommend. */
async function prepareTrained(ours: Side, folder: string, factors: number): Promise<void> {
  const [users, items] = ["users", "items"].map((side) => join(folder, `trained-${side}-${factors}.f32`));
  const there = await stat(items!).then(
    () => true,
    () => false,
  );
  if (!there)
    await ours.ask({ command: "train", work: "als-exact", factors, iterations: 5, users: users!, items: items! });
}

async function check(
  session: Session,
  sides: { ours: Side; side: Side },
  folder: string,
  set: string,
  work: Work,
  timing: Timing,
): Promise<void> {
  const court = {
    ours: sides.ours,
    peer: sides.side,
    python: session.pythons.implicit!,
    script: join(session.scripts, "judge.py"),
  };
  const found =
    timing.work === "recommend"
      ? await checkSlates(court, folder, set, timing satisfies Recommending)
      : await checkTraining(court, folder, set, work as Training, (timing as { factors: number }).factors);
  session.checks.push(found);
  session.report(`  ${found.failures.length === 0 ? "same result" : found.failures.join("; ")}`);
}
