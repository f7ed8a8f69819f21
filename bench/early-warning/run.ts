/** What one drawn scenario gave: values by metric and round, null where there was none. */
export interface Run {
  readonly n: number;
  /** of each target, the round of collapse, null where there was none */
  readonly onsets: readonly (number | null)[];
  readonly arm: Readonly<Record<string, readonly (number | null)[]>>;
  readonly control: Readonly<Record<string, readonly (number | null)[]>>;
}
