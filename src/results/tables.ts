import { renameSync } from "node:fs";
import { tmpdir } from "node:os";
import type { DuckDBDataChunk, DuckDBValue } from "@duckdb/node-api";
import type { RoundRecord } from "../metrics/index.ts";
import { besideOf } from "./files.ts";

/** Loaded when a table is first opened: most command lines never do. */
const loadDuckDb = () => import("@duckdb/node-api");

type DuckDb = Awaited<ReturnType<typeof loadDuckDb>>;

export type ColumnType = "VARCHAR" | "INTEGER" | "DOUBLE";

/** A column of a table: null is a missing value. */
export interface Column {
  readonly type: ColumnType;
  readonly values: ArrayLike<DuckDBValue>;
}

/** Columns of equal length, by name, in order. */
export type Table = Readonly<Record<string, Column>>;

/** Parquet files, read and written by one DuckDB in memory. */
export interface Tables {
  /** Writes a table, whole or not at all. */
  write(file: string, table: Table): Promise<void>;
  /** Writes the rows of several files of the same columns, one after another; without files, `empty`. */
  join(file: string, parts: readonly string[], empty: Table): Promise<void>;
  /** Records of a metrics.parquet, in its order. */
  readRecords(file: string): Promise<RoundRecord[]>;
  close(): void;
}

export async function openTables(): Promise<Tables> {
  const duckDb = await loadDuckDb();
  const instance = await duckDb.DuckDBInstance.create(":memory:", {
    temp_directory: tmpdir(),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    threads: "1",
  });
  const connection = await instance.connect();
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };
  const copy = async (select: string, file: string) => {
    const beside = besideOf(file);
    await connection.run(`COPY (${select}) TO ${literal(beside)} (FORMAT parquet, COMPRESSION zstd)`);
    renameSync(beside, file);
  };
  const write = async (file: string, table: Table) => {
    const names = Object.keys(table);
    await connection.run(`CREATE OR REPLACE TABLE t (${names.map((n) => `"${n}" ${table[n]!.type}`).join(", ")})`);
    const appender = await connection.createAppender("t");
    for (const chunk of chunks(duckDb, Object.values(table))) appender.appendDataChunk(chunk);
    appender.closeSync();
    await copy("FROM t", file);
    await connection.run("DROP TABLE t");
  };
  return {
    write: (file, table) => inTurn(() => write(file, table)),
    join: (file, parts, empty) =>
      inTurn(() => (parts.length === 0 ? write(file, empty) : copy(`FROM read_parquet([${parts.map(path)}])`, file))),
    readRecords: (file) =>
      inTurn(async () => {
        const rows = await connection.runAndReadAll(
          `SELECT arm, replicate, round, metric, value FROM read_parquet(${path(file)})`,
        );
        return toRecords(rows.getColumns());
      }),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const CHUNK = 2048;

function* chunks(duckDb: DuckDb, columns: readonly Column[]): Generator<DuckDBDataChunk> {
  const rows = columns[0]!.values.length;
  const columnTypes = columns.map(({ type }) => duckDb[type]);
  for (let begin = 0; begin < rows; begin += CHUNK) {
    const length = Math.min(CHUNK, rows - begin);
    const chunk = duckDb.DuckDBDataChunk.create(columnTypes, length);
    chunk.setColumns(columns.map(({ values }) => Array.from({ length }, (_, n) => values[begin + n]!)));
    yield chunk;
  }
}

function toRecords(columns: readonly (readonly DuckDBValue[])[]): RoundRecord[] {
  const [arm, replicate, round, metric, value] = columns as [string[], number[], number[], string[], number[]];
  const records: { arm: string; replicate: number; round: number; metrics: Record<string, number> }[] = [];
  for (let n = 0; n < (arm?.length ?? 0); n++) {
    const last = records.at(-1);
    const same = last && last.arm === arm[n] && last.replicate === replicate[n] && last.round === round[n];
    const record = same ? last : { arm: arm[n]!, replicate: replicate[n]!, round: round[n]!, metrics: {} };
    if (!same) records.push(record);
    record.metrics[metric[n]!] = value[n]!;
  }
  return records;
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A path that is taken as it stands: *, ? and [ would match other files. */
const path = (file: string) => literal(file.replace(/[*?[]/g, "[$&]"));

/** Records as metrics.parquet holds them: one row a value. */
export function metricsTable(records: readonly RoundRecord[]): Table {
  const arm: string[] = [];
  const replicate: number[] = [];
  const round: number[] = [];
  const metric: string[] = [];
  const value: number[] = [];
  for (const record of records) {
    for (const [name, one] of Object.entries(record.metrics)) {
      arm.push(record.arm);
      replicate.push(record.replicate);
      round.push(record.round);
      metric.push(name);
      value.push(one);
    }
  }
  return {
    arm: { type: "VARCHAR", values: arm },
    replicate: { type: "INTEGER", values: replicate },
    round: { type: "INTEGER", values: round },
    metric: { type: "VARCHAR", values: metric },
    value: { type: "DOUBLE", values: value },
  };
}
