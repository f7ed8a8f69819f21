/** Where the control block of assembly/run.ts lies, and its words, as indices of an Int32Array over the core's memory. */
export const CONTROL = 64;
export const ARGUMENTS = 128;

export const word = {
  next: CONTROL / 4,
  rows: CONTROL / 4 + 1,
  chunk: CONTROL / 4 + 2,
  task: CONTROL / 4 + 3,
  args: CONTROL / 4 + 4,
  scratch: CONTROL / 4 + 5,
  scratchStride: CONTROL / 4 + 6,
  failure: CONTROL / 4 + 7,
  /** goes up by one with every task, and wakes the threads */
  generation: CONTROL / 4 + 8,
  /** threads that are at work */
  working: CONTROL / 4 + 9,
  closed: CONTROL / 4 + 10,
} as const;
