import { distance } from "fastest-levenshtein";
import { DataError } from "../log/errors.ts";
import { type FileFormat, locate } from "./file.ts";
import { NOT_UTF8, readHeader } from "./header.ts";
import { type Database, explain, firstLine, literal, name, path } from "./sql.ts";

export interface Column {
  /** as the file has it */
  readonly name: string;
  /** its place in the file, from 0 */
  readonly index: number;
  /** DuckDB's */
  readonly type: string;
  /** its name in the table `raw` */
  readonly cell: string;
}

/** The file's columns in the table `raw`, in the file's order; everything a delimited file holds is text. */
export interface Source {
  readonly file: string;
  readonly text: boolean;
  readonly columns: Column[];
  /** `file:line:column` of a value, or its row where the file has no lines */
  place(row: number, column: Column): Promise<string>;
}

/** A file, and which column plays which part. */
export interface Mapped {
  readonly file: string;
  readonly columns: Readonly<Record<string, string | undefined>>;
}

/** Lists the columns, without reading rows. `query` is to be followed by further SQL. */
async function open(db: Database, file: string, format: FileFormat, head: Buffer) {
  if (format.kind !== "parquet") {
    const { delimiter, names } = readHeader(file, format, head);
    const types = names.map((each) => `${literal(each)}: 'VARCHAR'`).join(", ");
    const options = `auto_detect = false, delim = ${literal(delimiter)}, quote = '"', escape = '"', header = true,
      columns = {${types}}, strict_mode = true, null_padding = false, hive_partitioning = false,
      compression = '${format.gzip ? "gzip" : "none"}'`;
    return { delimiter, names, types: names.map(() => "VARCHAR"), from: `read_csv(${path(file)}, ${options})` };
  }
  const from = `read_parquet(${path(file)}, binary_as_string = true, hive_partitioning = false)`;
  const names = await db.texts(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${from})`);
  const types = await db.texts(`SELECT column_type FROM (DESCRIBE SELECT * FROM ${from})`);
  return { delimiter: "", names, types, from };
}

/** Loads the columns that are mapped or mentioned, in the file's order of rows, and locks the database to what it holds. */
export async function load(
  db: Database,
  options: Mapped,
  format: FileFormat,
  head: Buffer,
  mentions: ReadonlySet<string>,
): Promise<Source> {
  const { file } = options;
  const { delimiter, names, types, from } = await explain(
    () => open(db, file, format, head),
    (error) => `${file}: cannot be read as Parquet (${firstLine(error)}); expected a whole .parquet file`,
  );
  for (const [role, wanted] of Object.entries(options.columns)) {
    if (wanted !== undefined && !names.includes(wanted)) throw noColumn(file, role, wanted, names);
  }
  const mapped = new Set(Object.values(options.columns));
  const columns = names
    .map((each, index) => ({ name: each, index, type: types[index]!, cell: `c${index}` }))
    .filter((column) => mapped.has(column.name) || mentions.has(column.name.toLowerCase()));
  const list = columns.map((column) => `${name(column.name)} AS ${column.cell}`).join(", ");
  await explain(
    () => db.run(`CREATE TABLE raw AS SELECT ${list} FROM ${from}`),
    (error) => unreadable(file, format, error),
  );
  // From here on no SQL reaches another file.
  await db.run("SET enable_external_access = false");
  await db.run("SET lock_configuration = true");
  const text = format.kind !== "parquet";
  return {
    file,
    text,
    columns,
    async place(row, column) {
      if (!text) return `${file}: row ${row + 1}`;
      const { line, column: at } = await locate(file, format.gzip, delimiter, row, column.index);
      return `${file}:${line}:${at}`;
    },
  };
}

function noColumn(file: string, role: string, wanted: string, names: readonly string[]): DataError {
  const folded = (name: string) => name.toLowerCase();
  const apart = (name: string) => distance(folded(name), folded(wanted));
  const nearest = names.reduce((a, b) => (apart(b) < apart(a) ? b : a));
  // a part of the name, or at most half of its letters changed: anything else is no slip
  const part = folded(nearest).includes(folded(wanted)) || folded(wanted).includes(folded(nearest));
  const near = part || 2 * apart(nearest) <= Math.max(nearest.length, wanted.length) ? nearest : undefined;
  const advice = near === undefined ? "the first line is read as the header" : `did you mean ${JSON.stringify(near)}?`;
  const shown = names.slice(0, 20).join(", ") + (names.length > 20 ? `, and ${names.length - 20} more` : "");
  return new DataError(
    `${file}: there is no column ${JSON.stringify(wanted)} for columns.${role}; ${advice}${near === undefined ? "." : ""} The columns are ${shown}`,
  );
}

function unreadable(file: string, format: FileFormat, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (format.kind === "parquet")
    return `${file}: cannot be read as Parquet (${firstLine(error)}); write the file again`;
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const place = line === undefined ? file : `${file}:${line}`;
  if (/invalid unicode|not utf-8|utf-?8/i.test(message.split("\n  file = ")[0]!.replace(file, "")))
    return `${place}: ${NOT_UTF8}`;
  const count = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (count !== null)
    return `${place}: got ${count[2]} columns, expected the header's ${count[1]}; correct or remove the line`;
  if (/unterminated quote/.test(message)) {
    return `${place}: a quoted value does not end where it should; close the quote, and double any quote inside it ("")`;
  }
  if (/state machine/.test(message)) {
    return `${place}: is not well-formed ${format.kind.toUpperCase()}; look for mixed line endings (LF beside CRLF) and stray quotes`;
  }
  return `${place}: DuckDB cannot read it (${firstLine(error).replace(/^CSV Error on Line: \d+/, "malformed line")}); correct the file`;
}
