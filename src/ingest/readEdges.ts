import type { EdgeColumns } from "../log/columns.ts";
import { DataError } from "../log/errors.ts";
import { identifier } from "./cells.ts";
import { encode } from "./dense.ts";
import { formatOf, inspect, requireFile } from "./file.ts";
import { type Column, load, type Source } from "./load.ts";
import { type Database, explain, firstLine, withDatabase } from "./sql.ts";

/** A list of friendships in a file; the scenario's `world.society` of kind edges parses to this. */
export interface ReadEdgesOptions {
  readonly file: string;
  readonly columns: { readonly from: string; readonly to: string };
}

export interface ReadEdges {
  /** in the file's order of rows */
  readonly columns: EdgeColumns;
  /** of the file's bytes, packed as they are, in hexadecimal */
  readonly sha256: string;
}

/**
 * Reads a list of friendships, one a row, both columns holding users' identifiers as in a log. Every row needs both.
 * @param settings `users`: ids must be whole numbers below it; any text if left out. `threads`: DuckDB's
 * @throws DataError naming the place of the first row that is none
 */
export async function readEdges(
  { file, columns }: ReadEdgesOptions,
  settings: { readonly users?: number; readonly threads?: number } = {},
): Promise<ReadEdges> {
  if (columns.from === columns.to) {
    throw new DataError(
      `columns: from and to are both ${JSON.stringify(columns.from)}, expected two columns; correct one of them`,
    );
  }
  const format = formatOf(file);
  await requireFile(file);
  const { sha256, head } = await inspect(file, format.gzip);
  return withDatabase(settings.threads, (db) =>
    explain(
      async () => {
        const source = await load(db, { file, columns }, format, head, new Set());
        const [rows] = await db.counts("SELECT count(*) FROM raw");
        if (rows === 0) throw new DataError(`${file}: has a header and no rows, expected friendships below it`);
        const of = (wanted: string) => source.columns.find((column) => column.name === wanted)!;
        const from = await endpoint(db, source, of(columns.from), settings.users);
        const to = await endpoint(db, source, of(columns.to), settings.users);
        await db.run(`CREATE TABLE kept AS SELECT rowid AS line, ${from} AS a, ${to} AS b FROM raw`);
        await db.run("DROP TABLE raw");
        return { columns: { file, ...(await coded(db, rows!)) }, sha256 };
      },
      (error) => `${file}: DuckDB cannot process it (${firstLine(error)})`,
    ),
  );
}

/** The identifier in a column, after a check that every row has one of a user. */
async function endpoint(db: Database, source: Source, column: Column, users: number | undefined): Promise<string> {
  const id = await identifier(db, source, column);
  const number = `TRY_CAST(${id} AS BIGINT)`;
  const user =
    users === undefined
      ? `${id} IS NOT NULL`
      : `coalesce(regexp_full_match(${id}, '0|[1-9][0-9]*') AND ${number} < ${users}, false)`;
  const query = `FROM raw WHERE NOT (${user})`;
  const [bad, row] = await db.counts(`SELECT count(*), coalesce(min(rowid), 0) ${query}`);
  if (bad === 0) return id;
  const [got] = await db.texts(
    `SELECT coalesce(left(CAST(${column.cell} AS VARCHAR), 60), '') FROM raw WHERE rowid = ${row}`,
  );
  const place = await source.place(row!, column);
  const expected = users === undefined ? "a user's id" : `a user's number from 0 to ${users - 1}`;
  const more = bad === 1 ? "" : ` (${bad} such rows)`;
  throw new DataError(
    `${place} ${column.name}: got ${JSON.stringify(got)}, expected ${expected}${more}; correct or remove the row`,
  );
}

async function coded(db: Database, rows: number) {
  const ids = await encode(db, "codes", "SELECT a FROM kept UNION SELECT b FROM kept");
  const from = new Int32Array(rows);
  const to = new Int32Array(rows);
  let at = 0;
  const ordered = await db.rows(
    "SELECT x.code, y.code FROM kept JOIN codes x ON a = x.id JOIN codes y ON b = y.id ORDER BY line",
  );
  for await (const chunk of ordered) {
    const [a, b] = [chunk.getColumnValues(0) as number[], chunk.getColumnValues(1) as number[]];
    for (let k = 0; k < a.length; k++, at++) {
      from[at] = a[k]!;
      to[at] = b[k]!;
    }
  }
  return { from, to, ids };
}
