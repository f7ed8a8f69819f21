import { DataError } from "../log/errors.ts";
import { identifier, plain, time } from "./cells.ts";
import type { Source } from "./load.ts";
import type { LogCounts, ReadLogOptions } from "./options.ts";
import { type Database, explain, firstLine, name } from "./sql.ts";
import { type Condition, notSql } from "./where.ts";

/** Turns the table `raw` into `kept` (line, u, i, ms, label), the rows that count, and says what became of the others. */
export async function select(
  db: Database,
  source: Source,
  options: ReadLogOptions,
  condition: Condition | undefined,
): Promise<LogCounts> {
  const { columns, minimumInteractions: minimum } = options;
  const of = (wanted: string) => source.columns.find((column) => column.name === wanted)!;
  const [read] = await db.counts("SELECT count(*) FROM raw");
  if (read === 0) throw new DataError(`${source.file}: has a header and no rows, expected interactions below it`);

  // The cells, typed; rows without a user, an item or a time are no interactions.
  const user = await identifier(db, source, of(columns.user));
  const item = await identifier(db, source, of(columns.item));
  const when = columns.time === undefined ? undefined : await time(db, source, of(columns.time));
  const label = columns.name === undefined ? "NULL" : `nullif(CAST(${of(columns.name).cell} AS VARCHAR), '')`;
  const [noUser, noItem, noTime] = await db.counts(
    `SELECT count_if(u IS NULL), count_if(u IS NOT NULL AND i IS NULL), count_if(u IS NOT NULL AND i IS NOT NULL AND ms IS NULL)
     FROM (SELECT ${user} AS u, ${item} AS i, ${when?.ms ?? "0"} AS ms FROM raw)`,
  );
  const complete = `u IS NOT NULL AND i IS NOT NULL${when === undefined ? "" : " AND ms IS NOT NULL"}`;
  await db.run(
    `CREATE TABLE kept AS SELECT * FROM (SELECT rowid AS line, ${user} AS u, ${item} AS i,
     CAST(${when?.ms ?? "NULL"} AS DOUBLE) AS ms, CAST(${label} AS VARCHAR) AS label FROM raw) WHERE ${complete}`,
  );

  let filtered = 0;
  if (condition !== undefined) {
    const seen = new Map<string, string>([
      [columns.user, user],
      [columns.item, item],
    ]);
    if (columns.time !== undefined) seen.set(columns.time, when!.value);
    filtered = await applyWhere(db, source, options.where!, condition, seen);
  }
  await db.run("DROP TABLE raw");

  const repeated = options.unit === "lines" ? 0 : await keepFirstOfPairs(db);
  const rare = await keepCore(db, minimum);
  const [kept] = await db.counts("SELECT count(*) FROM kept");
  return {
    read: read!,
    withoutUser: noUser!,
    withoutItem: noItem!,
    withoutTime: noTime!,
    filtered,
    repeated,
    rare,
    kept: kept!,
  };
}

async function applyWhere(
  db: Database,
  source: Source,
  where: string,
  condition: Condition,
  seen: ReadonlyMap<string, string>,
): Promise<number> {
  const list: string[] = [];
  for (const column of source.columns) {
    const value = seen.get(column.name) ?? (await plain(db, source, column));
    list.push(`${value} AS ${name(column.name)}`);
  }
  let line = "line";
  while (source.columns.some((column) => column.name.toLowerCase() === line)) line += "_";
  return explain(
    async () => {
      await db.run(
        `CREATE TABLE passing AS SELECT ${line} AS line FROM (SELECT rowid AS ${line}, ${list.join(", ")} FROM raw) WHERE ${condition.sql}`,
      );
      return db.run("DELETE FROM kept WHERE line NOT IN (SELECT line FROM passing)");
    },
    (error) => notSql(where, firstLine(error)).message,
  );
}

async function keepFirstOfPairs(db: Database): Promise<number> {
  const firsts = "SELECT line FROM kept QUALIFY row_number() OVER (PARTITION BY u, i ORDER BY ms, line) = 1";
  return db.run(`DELETE FROM kept WHERE line NOT IN (${firsts})`);
}

/** The k-core: users and items with too few rows go, until all that are left have enough of each other. */
async function keepCore(db: Database, minimum: ReadLogOptions["minimumInteractions"]): Promise<number> {
  const drop = (key: "u" | "i", least: number) =>
    least > 1
      ? db.run(`DELETE FROM kept WHERE ${key} IN (SELECT ${key} FROM kept GROUP BY ${key} HAVING count(*) < ${least})`)
      : 0;
  let removed = 0;
  for (;;) {
    const now = (await drop("u", minimum.user)) + (await drop("i", minimum.item));
    removed += now;
    if (now === 0) return removed;
  }
}
