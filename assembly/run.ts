import { solveRows } from "./als";
import { topKAmong } from "./among";
import { bprPairs } from "./bpr";
import { bprPieces } from "./bprBlocks";
import { chooseFromCatalogue } from "./choose";
import { solveRatings } from "./explicit";
import { gramBlock } from "./gram";
import { gumbelTopK } from "./gumbel";
import { knnTopK } from "./knn";
import { marginalRelevance } from "./marginal";
import { itemNeighbours } from "./neighbours";
import { samplePosterior } from "./posterior";
import { quantisePanels } from "./quantise";
import { raceSlots } from "./race";
import { screenedTopK } from "./screen";
import { logitMoments } from "./shares";
import { sampleSlates } from "./slates";
import { sumBlocks } from "./sums";
import { topK } from "./topk";
import { turnRows } from "./turn";

/*
 * The control block, 32-bit words: 0 next row (claimed atomically), 1 rows, 2 rows in a chunk, 3 task, 4 arguments,
 * 5 scratch of thread 0, 6 bytes of scratch a thread, 7 failure: 1 + the first row that failed, or 0.
 */

/** Carries out up to `chunks` chunks of the current task as thread `thread`; whether there may be more. */
export function run(control: usize, thread: u32, chunks: i32): bool {
  const rows = load<u32>(control, 4);
  const size = load<u32>(control, 8);
  const task = load<i32>(control, 12);
  const args = <usize>load<u32>(control, 16);
  const scratch = <usize>load<u32>(control, 20) + <usize>thread * <usize>load<u32>(control, 24);
  for (; chunks > 0; chunks--) {
    const begin = atomic.add<u32>(control, size);
    if (begin >= rows) return false;
    const failed = perform(task, <i32>begin, <i32>min(begin + size, rows), args, scratch);
    if (failed != 0) {
      // rows below were claimed before: the least failure is the same for any number of threads
      atomic.store<u32>(control, rows);
      recordLeast(control + 28, failed);
      return false;
    }
  }
  return atomic.load<u32>(control) < rows;
}

function recordLeast(at: usize, value: i32): void {
  let held = atomic.load<i32>(at);
  while (held == 0 || held > value) {
    const found = atomic.cmpxchg<i32>(at, held, value);
    if (found == held) return;
    held = found;
  }
}

function word(args: usize, n: i32): u32 {
  return load<u32>(args + ((<usize>n) << 2));
}

/** Rows [begin, end) of a task: its kernel with the words of its arguments in order. Tasks as in src/core/tasks.ts. */
function perform(task: i32, begin: i32, end: i32, a: usize, scratch: usize): i32 {
  switch (task) {
    case 0:
      return solveRows(
        begin,
        end,
        word(a, 0),
        word(a, 1),
        word(a, 2),
        word(a, 3),
        word(a, 4),
        word(a, 5),
        word(a, 6),
        word(a, 7),
        word(a, 8),
        word(a, 9),
        word(a, 10),
        word(a, 11),
        word(a, 12),
        word(a, 13) != 0,
        word(a, 14),
        scratch,
      );
    case 1:
      return gramBlock(
        begin,
        end,
        word(a, 0),
        word(a, 1),
        word(a, 2),
        word(a, 3),
        word(a, 4) != 0,
        word(a, 5),
        scratch,
      );
    case 2:
      return topK(begin, end, word(a, 0), word(a, 1), word(a, 2), word(a, 3), scratch);
    case 3:
      return sampleSlates(begin, end, word(a, 0), word(a, 1), word(a, 2), word(a, 3), scratch);
    case 4:
      return chooseFromCatalogue(begin, end, word(a, 0), word(a, 1), scratch);
    case 5:
      return raceSlots(
        begin,
        end,
        word(a, 0),
        word(a, 1),
        word(a, 2),
        word(a, 3),
        word(a, 4),
        word(a, 5),
        word(a, 6),
        word(a, 7),
        scratch,
      );
    case 6:
      return logitMoments(begin, end, word(a, 0), word(a, 1), word(a, 2), word(a, 3), scratch);
    case 7:
      return sumBlocks(
        begin,
        end,
        word(a, 0),
        word(a, 1) != 0,
        word(a, 2),
        word(a, 3),
        word(a, 4),
        word(a, 5),
        scratch,
      );
    case 8:
      return solveRatings(
        begin,
        end,
        word(a, 0),
        word(a, 1),
        word(a, 2),
        word(a, 3),
        word(a, 4),
        word(a, 5),
        word(a, 6),
        word(a, 7),
        word(a, 8),
        word(a, 9),
        word(a, 10),
        word(a, 11),
        scratch,
      );
    case 9:
      return samplePosterior(
        begin,
        end,
        word(a, 0),
        word(a, 1),
        word(a, 2),
        word(a, 3),
        word(a, 4),
        word(a, 5),
        word(a, 6),
        word(a, 7),
        word(a, 8),
        word(a, 9),
        word(a, 10),
        word(a, 11),
        word(a, 12),
        word(a, 13),
        scratch,
      );
    case 10:
      return turnRows(begin, end, word(a, 0), word(a, 1), word(a, 2), scratch);
    case 11:
      return gumbelTopK(begin, end, word(a, 0), word(a, 1), word(a, 2), word(a, 3), scratch);
    case 12:
      return itemNeighbours(
        begin,
        end,
        word(a, 0),
        word(a, 1),
        word(a, 2),
        word(a, 3),
        word(a, 4),
        word(a, 5),
        word(a, 6),
        word(a, 7),
        word(a, 8),
        word(a, 9),
        word(a, 10),
        word(a, 11),
        word(a, 12),
        scratch,
      );
    case 13:
      return knnTopK(
        begin,
        end,
        word(a, 0),
        word(a, 1),
        word(a, 2),
        word(a, 3),
        word(a, 4),
        word(a, 5),
        word(a, 6),
        word(a, 7),
        word(a, 8),
        word(a, 9),
        word(a, 10),
        word(a, 11),
        word(a, 12),
        word(a, 13),
        word(a, 14),
        word(a, 15),
        scratch,
      );
    case 14:
      return bprPieces(begin, end, word(a, 0), scratch);
    case 15:
      return bprPairs(begin, end, word(a, 0), word(a, 1), scratch);
    case 16:
      return screenedTopK(begin, end, word(a, 0), word(a, 1), word(a, 2), word(a, 3), scratch);
    case 17:
      return quantisePanels(
        begin,
        end,
        word(a, 0),
        word(a, 1),
        word(a, 2),
        word(a, 3),
        reinterpret<f32>(word(a, 4)),
        word(a, 5),
      );
    case 18:
      return topKAmong(
        begin,
        end,
        word(a, 0),
        word(a, 1),
        word(a, 2),
        word(a, 3),
        word(a, 4),
        word(a, 5),
        word(a, 6),
        word(a, 7),
        scratch,
      );
    case 19:
      return marginalRelevance(
        begin,
        end,
        word(a, 0),
        word(a, 1),
        word(a, 2),
        word(a, 3),
        word(a, 4),
        word(a, 5),
        word(a, 6),
        word(a, 7),
        word(a, 8),
        scratch,
      );
    default:
      return 1;
  }
}
