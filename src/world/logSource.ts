import { z } from "zod";

const column = z.string().min(1);

/** An interaction log in a file: where it is, which columns matter, and which rows are kept. */
export const logSourceSchema = z.strictObject({
  /** .csv, .tsv, either of them with .gz, or .parquet */
  file: z.string().min(1),
  columns: z.strictObject({
    user: column,
    item: column,
    time: column.optional(),
    /** what an item is called in reports */
    name: column.optional(),
  }),
  /** a condition in DuckDB's SQL over the file's columns; rows for which it does not hold are left out */
  where: z.string().min(1).optional(),
  /** applied again and again until nothing more falls out (the k-core), counting rows of the chosen unit */
  minimumInteractions: z
    .strictObject({ user: z.int().positive().default(1), item: z.int().positive().default(1) })
    .prefault({}),
  /** lines: every row counts; pairs: the first row of each (user, item) */
  unit: z.enum(["lines", "pairs"]).default("lines"),
});

export type LogSource = z.infer<typeof logSourceSchema>;
