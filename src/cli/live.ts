import type { PlannedArm } from "../experiment/index.ts";
import type { Scenario } from "../scenario/index.ts";
import {
  type ArmProgress,
  type Board,
  boardFrom,
  type Earlier,
  enter,
  extend,
  meansOf,
  type Progress,
  type Span,
  secondsLeft,
  shownValue,
  spanOf,
  sparkline,
} from "./board.ts";
import { clock, painter, type Style } from "./terminal.ts";

const REDRAW_MS = 100;
const TICK_MS = 1_000;
const SPARK = 24;
const hide = "\x1b[?25l";
const show = "\x1b[?25h";

type Piece = readonly [text: string, style?: Style];

/** One line an arm, drawn over and over in the same place. */
export function liveProgress(stream: NodeJS.WriteStream): Progress {
  const paint = painter(stream);
  let board: Board | undefined;
  let jobs = 1;
  let began = 0;
  let drawn = 0;
  let drawnAt = 0;
  let phase = "";
  let ticking: NodeJS.Timeout | undefined;

  const restore = () => stream.write(show);
  const erase = () => {
    if (drawn > 0) stream.write(`\x1b[${drawn}A\r\x1b[0J`);
    drawn = 0;
  };
  const draw = () => {
    const width = Math.max(20, (stream.columns ?? 80) - 1);
    const lines = board ? boardLines(board, jobs, began, stream.rows ?? 24) : [[[phase]] as Piece[]];
    erase();
    stream.write(lines.map((line) => `${cut(line, width, paint)}\n`).join(""));
    drawn = lines.length;
    drawnAt = performance.now();
  };
  const begin = () => {
    if (ticking) return;
    stream.write(hide);
    process.once("exit", restore);
    ticking = setInterval(draw, TICK_MS);
    ticking.unref();
  };

  return {
    phase(text) {
      begin();
      phase = `${text} ...`;
      draw();
    },
    started(scenario: Scenario, arms: readonly PlannedArm[], earlier: readonly Earlier[], workers: number) {
      begin();
      board = boardFrom(scenario, arms, earlier);
      jobs = workers;
      began = performance.now();
      draw();
    },
    round(round) {
      enter(board!, round);
      if (performance.now() - drawnAt >= REDRAW_MS) draw();
    },
    replicates(count) {
      extend(board!, count);
      draw();
    },
    end() {
      if (!ticking) return;
      clearInterval(ticking);
      ticking = undefined;
      if (board) draw();
      else erase();
      process.off("exit", restore);
      restore();
    },
  };
}

/** An arm a line, as many as the screen holds, and a last line for the whole run. */
function boardLines(board: Board, jobs: number, began: number, rows: number): Piece[][] {
  const room = Math.max(1, rows - 3);
  const span = spanOf(board);
  const width = Math.min(28, Math.max(...board.arms.map(({ name }) => name.length)));
  const shown = board.arms.slice(0, room).map((arm) => armLine(board, arm, span, width));
  const hidden = board.arms.length - shown.length;
  const seconds = (performance.now() - began) / 1000;
  const left = secondsLeft(board, jobs);
  const percent = `${Math.floor((100 * board.done) / board.total)} %`;
  const time =
    left === undefined ? `${clock(seconds)} so far` : board.done === board.total ? "done" : `${clock(left)} left`;
  return [...shown, [[`${hidden > 0 ? `and ${hidden} more · ` : ""}${percent} · ${time}`, "dim"]]];
}

const hues = { arm: "cyan", control: "dim", twin: "magenta" } as const;

function armLine(board: Board, arm: ArmProgress, span: Span, nameWidth: number): Piece[] {
  const means = meansOf(arm);
  const bars = Math.min(SPARK, board.rounds);
  const spark = sparkline(means, span, Math.max(1, Math.round((bars * means.length) / board.rounds)));
  const value = means.length > 0 ? `${board.metric!.title.toLowerCase()} ${shownValue(board, means.at(-1))}` : "";
  return [
    [arm.name.slice(0, nameWidth).padEnd(nameWidth), hues[arm.kind]],
    ["  "],
    [spark.padEnd(bars)],
    [`  round ${String(arm.round).padStart(String(board.rounds).length)}/${board.rounds}`],
    [`  replicates ${arm.replicatesDone}/${board.replicates}`],
    [`  ${value}`, "dim"],
  ];
}

/** Pieces up to a width, so that no line ever wraps. */
function cut(line: readonly Piece[], width: number, paint: (style: Style, text: string) => string): string {
  let left = width;
  return line
    .map(([text, style]) => {
      const part = text.slice(0, left);
      left -= part.length;
      return style ? paint(style, part) : part;
    })
    .join("");
}
