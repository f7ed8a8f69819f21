/** Values by metric and round, null where there was none. */
export type Measured = Readonly<Record<string, readonly (number | null)[]>>;

/** The rounds of a collapse: of its onset, and of the first change of at least half, and four fifths, of the worst. */
export interface Marks {
  readonly onset: number;
  readonly half: number;
  readonly most: number;
}

/** What one drawn scenario gave. */
export interface Run {
  readonly n: number;
  /** of each target, null where nothing collapsed */
  readonly marks: readonly (Marks | null)[];
  readonly arm: Measured;
  readonly control: Measured;
  /** the arm held still, in the same world under other draws */
  readonly twins: readonly Measured[];
  /** of runs that confirm: what simulations said beforehand */
  readonly foretold?: Foretold;
}

export interface Foretold {
  /** onset of the first target in the same world under other draws */
  readonly inWorld: number | null;
  /** the same in a world fitted to the arm's authentic log; and the arm held still there */
  readonly inFitted: number | null;
  readonly fittedTwins: readonly Measured[];
}
