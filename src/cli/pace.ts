import { type Core, loadCore, parseScenario, type SimulatedRound, simulate, simulationOf } from "../index.ts";
import { type Stage, stageNames, watch } from "./stages.ts";

/** About as many users and items as MovieLens 1M has, and everything else of a common kind. */
const WORLD = { users: 6040, items: 3706, factors: 32, sweeps: 3, slate: 10 } as const;
/** More than are run: memory is planned for all of them. */
const MOST_ROUNDS = 30;

const scenario = `version: 1
name: bench
rounds: ${MOST_ROUNDS}
replicates: 1
control: false
world: { kind: drawn, users: ${WORLD.users}, items: ${WORLD.items} }
recommender:
  model: { kind: ials, factors: ${WORLD.factors}, start: warm, warmSweeps: ${WORLD.sweeps} }
  slate: ${WORLD.slate}
data: { regime: accumulate }
arms: { bench: {} }
`;

/** What a stage is counted in. */
export const unitOf: Readonly<Record<Stage, string>> = {
  train: "log rows",
  recommend: "slates",
  choose: "choices",
  measure: "users",
};

/** What was measured with one number of threads. */
export interface Pace {
  readonly threads: number;
  readonly rounds: number;
  /** medians over rounds: units a second, and seconds a round */
  readonly stages: Readonly<Record<Stage, { readonly perSecond: number; readonly seconds: number }>>;
  readonly roundSeconds: number;
  readonly coreBytes: number;
}

export interface Trial {
  readonly world: typeof WORLD;
  readonly paces: readonly Pace[];
}

/**
 * Runs rounds of one small world, a round with each number of threads in turn, until the time is over; at least one round
 * each after the first, which does not count.
 * @param until as performance.now() gives it
 * @param onRound called before every turn, with its number from 0 on
 */
export async function tryRounds(
  threads: readonly number[],
  until: number,
  onRound: (turn: number) => void,
): Promise<Trial> {
  const cores = await Promise.all(threads.map((count) => loadCore({ threads: count })));
  try {
    const lines = await startAll(cores);
    const begun = performance.now();
    for (let turn = 0; turn < MOST_ROUNDS && (turn < 2 || !isOver(begun, turn, until)); turn++) {
      onRound(turn);
      for (const line of lines) await line.next();
    }
    return { world: WORLD, paces: lines.map((line, n) => line.pace(threads[n]!, cores[n]!.peakBytes)) };
  } finally {
    for (const core of cores) await core.close();
  }
}

/** Whether another turn, as long as those before, would end past the time. */
function isOver(begun: number, turns: number, until: number): boolean {
  const now = performance.now();
  return now + (now - begun) / turns > until;
}

/** One simulation a core, all of the same world, after round 0. */
async function startAll(cores: readonly Core[]) {
  const options = await simulationOf(parseScenario(scenario, { file: "bench.yaml" }), {
    arm: "bench",
    core: cores[0]!,
  });
  const lines = cores.map((core) => {
    const watched = watch(core);
    const rounds = simulate({ ...options, core: watched.core });
    const taken: Taken[] = [];
    let before: SimulatedRound | undefined;
    return {
      async next(): Promise<void> {
        watched.begin();
        const { value } = await rounds.next();
        if (!value) throw new Error("bench: the simulation ended before the benchmark did");
        if (before) taken.push({ stages: watched.stages(), counts: countsOf(before, value) });
        before = value;
      },
      pace: (threads: number, coreBytes: number) => paceOf(taken.slice(1), threads, coreBytes),
    };
  });
  for (const line of lines) await line.next();
  return lines;
}

interface Taken {
  /** milliseconds */
  readonly stages: Readonly<Record<Stage, number>>;
  readonly counts: Readonly<Record<Stage, number>>;
}

function countsOf(before: SimulatedRound, { interactions }: SimulatedRound): Taken["counts"] {
  return {
    train: before.state.log.reduce((sum, rows) => sum + rows.user.length, 0),
    recommend: interactions.firstSlates.reduce((sum, slates) => sum + slates.users.length, 0),
    choose: interactions.rows.user.length,
    measure: WORLD.users,
  };
}

function paceOf(taken: readonly Taken[], threads: number, coreBytes: number): Pace {
  const stage = (name: Stage) => ({
    perSecond: median(taken.map(({ stages, counts }) => (1e3 * counts[name]) / stages[name])),
    seconds: median(taken.map(({ stages }) => stages[name] / 1e3)),
  });
  const whole = taken.map(({ stages }) => stageNames.reduce((sum, name) => sum + stages[name], 0) / 1e3);
  return {
    threads,
    rounds: taken.length,
    stages: {
      train: stage("train"),
      recommend: stage("recommend"),
      choose: stage("choose"),
      measure: stage("measure"),
    },
    roundSeconds: median(whole),
    coreBytes,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
