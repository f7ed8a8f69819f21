import type { LogColumns } from "../log/columns.ts";
import { DataError } from "../log/errors.ts";
import { dense } from "./dense.ts";
import { formatOf, inspect, requireFile } from "./file.ts";
import { load } from "./load.ts";
import type { LogCounts, ReadLogOptions, ReadLogSettings } from "./options.ts";
import { select } from "./select.ts";
import { explain, firstLine, withDatabase } from "./sql.ts";
import { parseWhere } from "./where.ts";

export interface ReadLog {
  readonly columns: LogColumns;
  /** of the file's bytes, packed as they are, in hexadecimal */
  readonly sha256: string;
  readonly counts: LogCounts;
}

/**
 * Reads an interaction log into columns. Identifiers are text ("007" stays "007"; ids that are whole numbers written as
 * decimals, 12346.0, lose the fraction), times are milliseconds in UTC. Rows without a user, item or time are left out,
 * then those that fail `where`, then (unit: pairs) all but the first of each user and item, then the users and items
 * below `minimumInteractions` until none is below (the k-core). Nothing is written but what DuckDB spills to the
 * system's temporary folder, which is removed.
 *
 * @throws DataError, with one sentence for the file's owner, whenever the file or the options do not give a log of at
 * least two users and two items.
 */
export async function readLog(options: ReadLogOptions, settings: ReadLogSettings = {}): Promise<ReadLog> {
  const { file, columns, where } = options;
  requireOptions(options, settings);
  const format = formatOf(file);
  await requireFile(file);
  const { sha256, head } = await inspect(file, format.gzip);
  return withDatabase(settings.threads, (db) =>
    explain(
      async () => {
        const condition = where === undefined ? undefined : await parseWhere(db, where);
        const source = await load(db, options, format, head, condition?.mentions ?? new Set());
        const counts = await select(db, source, options, condition);
        if (counts.kept === 0) throw nothingLeft(file, counts);
        const log = await dense(db, counts.kept, columns.name !== undefined);
        requireSeveral(file, "user", log.users, log.userIds, counts);
        requireSeveral(file, "item", log.items, log.itemIds, counts);
        return { columns: log, sha256, counts };
      },
      (error) => `${file}: DuckDB cannot process it (${firstLine(error)})`,
    ),
  );
}

function requireOptions(
  { file, columns, minimumInteractions: minimum }: ReadLogOptions,
  settings: ReadLogSettings,
): void {
  const { user, item, time } = columns;
  if (user === item) {
    throw new DataError(
      `columns: user and item are both ${JSON.stringify(user)}, expected two columns; correct one of them`,
    );
  }
  if (settings.needsTime === true && time === undefined) {
    throw new DataError(
      `${file}: columns.time is not given, but the log is to be split by time; name the column that says when an interaction happened`,
    );
  }
  for (const [key, least] of Object.entries(minimum)) {
    if (!(Number.isSafeInteger(least) && least >= 1)) {
      throw new DataError(`minimumInteractions.${key}: got ${least}, expected a whole number from 1`);
    }
  }
}

function removed(counts: LogCounts): string {
  const steps: [number, string][] = [
    [counts.withoutUser, "had no user"],
    [counts.withoutItem, "had no item"],
    [counts.withoutTime, "had no time"],
    [counts.filtered, "did not satisfy where"],
    [counts.repeated, "repeated an earlier pair"],
    [counts.rare, "fell below minimumInteractions"],
  ];
  return steps
    .filter(([rows]) => rows > 0)
    .map(([rows, why]) => `${rows} ${why}`)
    .join(", ");
}

function nothingLeft(file: string, counts: LogCounts): DataError {
  return new DataError(
    `${file}: none of ${counts.read} rows is left (${removed(counts)}); loosen where or minimumInteractions, or map other columns`,
  );
}

function requireSeveral(file: string, what: "user" | "item", count: number, ids: string[], counts: LogCounts): void {
  if (count > 1) return;
  const why = removed(counts);
  throw new DataError(
    `${file}: only one ${what} is left (${JSON.stringify(ids[0])}, in ${counts.kept} of ${counts.read} rows${why === "" ? "" : `; ${why}`}), expected at least two; check columns.${what} and loosen the filters`,
  );
}
