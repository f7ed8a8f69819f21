/** Wall clock by phase. */
export interface Stopwatch {
  lap(name: string): void;
  seconds(): Record<string, number>;
}

/** Started now. */
export function stopwatch(): Stopwatch {
  const began = performance.now();
  let last = began;
  const laps: Record<string, number> = {};
  const rounded = (ms: number) => Math.round(ms) / 1000;
  return {
    lap(name) {
      laps[name] = rounded(performance.now() - last);
      last = performance.now();
    },
    seconds: () => ({ ...laps, total: rounded(performance.now() - began) }),
  };
}
