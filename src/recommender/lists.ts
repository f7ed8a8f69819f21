/** Lists of scored items, one a row, best first: what is re-ranked, and what slates are drawn from. */
export interface ScoredLists {
  /** places a row */
  readonly depth: number;
  /** (rows, depth) -1 past the end of a list */
  readonly items: Int32Array;
  /** (rows, depth) never rising along a list; 0 past its end */
  readonly scores: Float32Array;
}
