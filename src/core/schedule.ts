/** Multiply-adds of a range of rows: some tens of milliseconds. */
const RANGE_WORK = 1e8;

/** Runs calls one after another: they share one arena. A call starts at once, synchronously, when none is running. */
export function createQueue(): <T>(call: () => Promise<T>) => Promise<T> {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const done = () => {
    waiting--;
  };
  return (call) => {
    const turn = waiting++ === 0 ? call() : last.then(call);
    last = turn.then(done, done);
    return turn;
  };
}

/** Splits [0, rows) into ranges, letting other tasks run between two. One range costs nothing. */
export async function inRanges(
  rows: number,
  workPerRow: number,
  body: (begin: number, end: number) => void,
): Promise<void> {
  const size = rangeSize(workPerRow);
  for (let begin = 0; begin < rows; begin += size) {
    if (begin > 0) await pause();
    body(begin, Math.min(begin + size, rows));
  }
}

function rangeSize(workPerRow: number): number {
  return 4 * Math.max(1, Math.ceil(RANGE_WORK / (4 * Math.max(1, workPerRow))));
}

/** One turn of the event loop. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    // setTimeout waits 4 ms in a browser, a message does not
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(0);
  });
}
