import type { LogColumns } from "../log/columns.ts";
import type { Database } from "./sql.ts";

/** The rows of `kept` in their final order, with integer ids. */
export async function dense(db: Database, rows: number, named: boolean): Promise<LogColumns> {
  const userIds = await encode(db, "codes_u", "SELECT DISTINCT u FROM kept");
  const itemIds = await encode(db, "codes_i", "SELECT DISTINCT i FROM kept");
  const user = new Int32Array(rows);
  const item = new Int32Array(rows);
  const time = new Float64Array(rows);
  let at = 0;
  const ordered = await db.rows(
    `SELECT codes_u.code, codes_i.code, ms FROM kept JOIN codes_u ON u = codes_u.id JOIN codes_i ON i = codes_i.id
     ORDER BY ms, codes_u.code, codes_i.code, line`,
  );
  for await (const chunk of ordered) {
    const users = chunk.getColumnValues(0) as number[];
    const items = chunk.getColumnValues(1) as number[];
    const times = chunk.getColumnValues(2) as (number | null)[];
    for (let k = 0; k < users.length; k++, at++) {
      user[at] = users[k]!;
      item[at] = items[k]!;
      time[at] = times[k] ?? Number.NaN;
    }
  }
  const columns = { users: userIds.length, items: itemIds.length, rows, user, item, time, userIds, itemIds };
  return named ? { ...columns, itemNames: await names(db, itemIds) } : columns;
}

/**
 * Numbers the identifiers of a query in a table of (id, code), by order of UTF-16 code units. Sorted here, because
 * JavaScript's order of strings is by UTF-16 code units and DuckDB's by UTF-8 bytes.
 */
export async function encode(db: Database, table: string, identifiers: string): Promise<string[]> {
  const ids = (await db.texts(identifiers)).sort();
  await db.run(`CREATE TABLE ${table} (id VARCHAR, code INTEGER)`);
  const appender = await db.connection.createAppender(table);
  try {
    ids.forEach((id, index) => {
      appender.appendVarchar(id);
      appender.appendInteger(index);
      appender.endRow();
    });
  } finally {
    appender.closeSync();
  }
  return ids;
}

async function names(db: Database, itemIds: string[]): Promise<string[]> {
  const chosen = itemIds.slice();
  const most = new Int32Array(itemIds.length);
  const counted = await db.rows(
    "SELECT code, label, CAST(count(*) AS INTEGER) FROM kept JOIN codes_i ON i = id WHERE label IS NOT NULL GROUP BY ALL",
  );
  for await (const chunk of counted) {
    for (const [item, label, count] of chunk.getRows() as [number, string, number][]) {
      if (count < most[item]! || (count === most[item] && label > chosen[item]!)) continue;
      chosen[item] = label;
      most[item] = count;
    }
  }
  return chosen;
}
