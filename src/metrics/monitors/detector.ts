/**
 * An online detector: a statistic of a series as far as it has come, the larger the more alarming. Values come in
 * standard units with harm upwards (see `observe`), one a round.
 */
export interface Detector<State = unknown> {
  /** as written in a table: "page_hinkley" */
  readonly name: string;
  readonly title: string;
  /** one sentence for a person who meets it for the first time */
  readonly summary: string;
  readonly source: string;
  /** plain JSON: a monitor may be stopped and gone on with */
  start(): State;
  /** The state after one more value, and the statistic; undefined while there are too few values for one. */
  next(state: State, x: number): readonly [State, number | undefined];
}

/** The values of a window that ends with x: at most `most`, the oldest first. */
export function lastOf(values: readonly number[], x: number, most: number): readonly number[] {
  return [...values.slice(Math.max(0, values.length - most + 1)), x];
}
