/** What `readLog` reads; the scenario's `logSourceSchema` parses to this. */
export interface ReadLogOptions {
  readonly file: string;
  readonly columns: {
    readonly user: string;
    readonly item: string;
    readonly time?: string | undefined;
    readonly name?: string | undefined;
  };
  /** a condition in DuckDB's SQL over the file's columns */
  readonly where?: string | undefined;
  /** rows of the chosen unit that every kept user and item must have (k-core) */
  readonly minimumInteractions: { readonly user: number; readonly item: number };
  readonly unit: "lines" | "pairs";
}

export interface ReadLogSettings {
  /** whether a log without a time column is refused; false by default */
  readonly needsTime?: boolean;
  /** DuckDB's threads; all cores by default. The columns do not depend on it */
  readonly threads?: number;
}

/** Rows of the file and what became of them: read is the sum of all the others. */
export interface LogCounts {
  readonly read: number;
  readonly withoutUser: number;
  readonly withoutItem: number;
  readonly withoutTime: number;
  /** removed by `where` */
  readonly filtered: number;
  /** removed by `unit: pairs` */
  readonly repeated: number;
  /** removed by `minimumInteractions` */
  readonly rare: number;
  readonly kept: number;
}
