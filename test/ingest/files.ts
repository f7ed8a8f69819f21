import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll } from "vitest";
import { type ReadLogOptions, type ReadLogSettings, readLog } from "../../src/ingest/index.ts";
import { DataError } from "../../src/log/errors.ts";

/** A folder of its own for each test file, removed afterwards. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "monoculture-test-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name: string, content: string | Uint8Array): string {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
  };
}

export type Partly = Partial<Omit<ReadLogOptions, "file">>;

/** Columns user, item and time, nothing filtered, unless said otherwise. */
export const options = (file: string, others: Partly = {}): ReadLogOptions => ({
  file,
  columns: { user: "user", item: "item", time: "time" },
  minimumInteractions: { user: 1, item: 1 },
  unit: "lines",
  ...others,
});

export const read = (file: string, others: Partly = {}, settings: ReadLogSettings = { threads: 1 }) =>
  readLog(options(file, others), settings);

/** The message of the DataError that reading ends in, with the folder cut away; anything else is rethrown. */
export async function complaint(file: string, others: Partly = {}, settings?: ReadLogSettings): Promise<string> {
  try {
    await read(file, others, settings);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return error.message.replaceAll(/\/\S*\/monoculture-test-[^/]+\//g, "");
  }
  return "no error";
}

/** Rows as `user item time` with the log's own ids. */
export async function rowsOf(file: string, others: Partly = {}): Promise<string[]> {
  const { columns: c } = await read(file, others);
  return Array.from(c.user, (u, k) => `${c.userIds[u]} ${c.itemIds[c.item[k]!]} ${c.time[k]}`);
}

export async function duckdb(sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run(sql);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
