/** Ctrl-C, or a polite kill. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** What to do at once when it comes; the last one given counts. */
  onStop(work: () => void): void;
  dispose(): void;
}

const DEADLINE_MS = 1_500;

/**
 * Listens for SIGINT and SIGTERM. The first aborts the signal; if the program is still there after a second and a half, or a
 * second one comes, it exits with 130, whatever it is doing.
 */
export function listenForInterrupt(lastWords: () => void): Interrupt {
  const controller = new AbortController();
  let work = () => {};
  const leave = () => {
    lastWords();
    process.exit(130);
  };
  const stop = () => {
    if (controller.signal.aborted) return leave();
    controller.abort();
    work();
    setTimeout(leave, DEADLINE_MS).unref();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return {
    signal: controller.signal,
    onStop(next) {
      work = next;
    },
    dispose() {
      process.off("SIGINT", stop).off("SIGTERM", stop);
    },
  };
}
