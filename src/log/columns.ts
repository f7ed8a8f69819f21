/**
 * An interaction log in columns, without gaps in its ids. Rows are ordered by (time, user, item, order in the file), so
 * that the columns depend on the file and the options alone.
 */
export interface LogColumns {
  readonly users: number;
  readonly items: number;
  readonly rows: number;
  /** (rows) from 0 to users - 1 */
  readonly user: Int32Array;
  /** (rows) from 0 to items - 1 */
  readonly item: Int32Array;
  /** (rows) milliseconds since 1970-01-01 UTC; NaN throughout where the log has no time column */
  readonly time: Float64Array;
  /** (users) the log's own ids, ascending by UTF-16 code units: user u is `userIds[u]` */
  readonly userIds: string[];
  /** (items) likewise */
  readonly itemIds: string[];
  /** (items) the most frequent name of each item, the first by code units among equals; the id where it has none */
  readonly itemNames?: string[];
}

/** A list of friendships in columns, without gaps in its ids. */
export interface EdgeColumns {
  /** where it was read from, for messages */
  readonly file: string;
  /** (rows) places in `ids` */
  readonly from: Int32Array;
  /** (rows) likewise */
  readonly to: Int32Array;
  /** distinct ids as the file has them, ascending by UTF-16 code units */
  readonly ids: readonly string[];
}
