import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import { DataError } from "../log/errors.ts";

/** An SQL identifier. */
export const name = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** An SQL string. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A path that DuckDB takes as it stands: *, ? and [ would otherwise match other files. */
export const path = (file: string) => literal(file.replace(/[*?[]/g, "[$&]"));

/** The first sentence of DuckDB's message, without its kind and its advice on DuckDB's own options. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.split("\n")[0] ?? "";
  return line.replace(/^(?:[A-Z]\w+ )+Error: /, "").replace(/[.!]+$/, "");
}

export interface Database {
  readonly connection: DuckDBConnection;
  /** Runs one statement; gives the number of rows changed. Throws what DuckDB throws. */
  run(sql: string): Promise<number>;
  /** One row of counts. */
  counts(sql: string): Promise<number[]>;
  /** The first column, as text. */
  texts(sql: string): Promise<string[]>;
  /** A result in chunks. */
  rows(sql: string): Promise<AsyncIterable<DuckDBDataChunk>>;
}

/** Opens an empty database in memory, hands it to `work`, and closes it whatever happens. */
export async function withDatabase<T>(threads: number | undefined, work: (db: Database) => Promise<T>): Promise<T> {
  const spill = await mkdtemp(join(tmpdir(), "monoculture-"));
  try {
    // loaded when a file is first read: most command lines never do
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const instance = await DuckDBInstance.create(":memory:", {
      temp_directory: spill,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      ...(threads === undefined ? {} : { threads: String(threads) }),
    });
    try {
      const connection = await instance.connect();
      try {
        await connection.run("SET TimeZone = 'UTC'");
        return await work(database(connection));
      } finally {
        connection.closeSync();
      }
    } finally {
      instance.closeSync();
    }
  } finally {
    await rm(spill, { recursive: true, force: true });
  }
}

function database(connection: DuckDBConnection): Database {
  return {
    connection,
    run: async (sql) => (await connection.run(sql)).rowsChanged,
    counts: async (sql) => (await connection.runAndReadAll(sql)).getRows()[0]!.map(Number),
    texts: async (sql) => (await connection.runAndReadAll(sql)).getRows().map((row) => String(row[0])),
    rows: (sql) => connection.stream(sql),
  };
}

/** Turns DuckDB's complaints into a DataError; leaves one that is already there alone. */
export async function explain<T>(work: () => Promise<T>, sentence: (error: unknown) => string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(sentence(error));
  }
}
