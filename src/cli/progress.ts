import {
  type ArmProgress,
  type Board,
  boardFrom,
  enter,
  extend,
  meansOf,
  type Progress,
  secondsLeft,
  shownValue,
} from "./board.ts";
import { liveProgress } from "./live.ts";
import { clock } from "./terminal.ts";

export const silent: Progress = { phase() {}, started() {}, round() {}, replicates() {}, end() {} };

/** Live lines on a terminal, plain ones otherwise. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? liveProgress(stream) : plainProgress(stream);
}

const EVERY_MS = 5_000;

/** A line for every finished replicate of an arm, and otherwise at most one every few seconds. */
function plainProgress(stream: NodeJS.WriteStream): Progress {
  const write = (text: string) => stream.write(`${text}\n`);
  let board: Board | undefined;
  let jobs = 1;
  let last = 0;
  const left = () => {
    const seconds = secondsLeft(board!, jobs);
    const percent = Math.floor((100 * board!.done) / board!.total);
    return `${percent} %${seconds === undefined ? "" : `, ${clock(seconds)} left`}`;
  };
  const value = (arm: ArmProgress) => {
    const mean = meansOf(arm).at(-1);
    return mean === undefined ? "" : `, ${board!.metric!.title.toLowerCase()} ${shownValue(board!, mean)}`;
  };
  return {
    phase: (text) => write(text),
    started(scenario, arms, earlier, workers) {
      board = boardFrom(scenario, arms, earlier);
      jobs = workers;
      last = performance.now();
      if (board.done > 0) write(`going on from ${board.done} of ${board.total} rounds`);
    },
    round(round) {
      const arm = enter(board!, round);
      const finished = round.round === board!.rounds;
      if (!finished && performance.now() - last < EVERY_MS) return;
      last = performance.now();
      const what = finished
        ? `replicate ${round.replicate} done`
        : `replicate ${round.replicate}, round ${round.round}`;
      write(`${arm.name}: ${what}${value(arm)} (${left()})`);
    },
    replicates(count) {
      extend(board!, count);
      write(`not precise enough yet: going on to ${count} replicates`);
    },
    end() {},
  };
}
