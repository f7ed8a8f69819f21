import { DataError } from "../log/errors.ts";
import type { Column, Source } from "./load.ts";
import type { Database } from "./sql.ts";

const INTEGER = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;
const DECIMAL = /^DECIMAL/;
const FLOATING = /^(FLOAT|DOUBLE)$/;
const SCALAR = /^(BOOLEAN|DATE|UUID|ENUM.*|TIMESTAMP.*|TIME.*)$/;

/** Whole numbers written as decimals (a customer id 12346.0, common where ids may be missing) lose the fraction. */
export async function identifier(db: Database, source: Source, column: Column): Promise<string> {
  const { cell, type } = column;
  if (type === "VARCHAR") {
    const [others] = await db.counts(
      `SELECT count(*) FROM raw WHERE ${cell} <> '' AND NOT regexp_full_match(${cell}, '-?[0-9]+\\.0+')`,
    );
    return others === 0 ? `nullif(regexp_replace(${cell}, '\\.0+$', ''), '')` : `nullif(${cell}, '')`;
  }
  if (FLOATING.test(type)) {
    const whole = `${cell} = trunc(${cell}) AND abs(${cell}) < 1e15`;
    return `CASE WHEN NOT isfinite(${cell}) THEN NULL WHEN ${whole} THEN CAST(CAST(${cell} AS BIGINT) AS VARCHAR) ELSE CAST(${cell} AS VARCHAR) END`;
  }
  if (DECIMAL.test(type)) return `regexp_replace(CAST(${cell} AS VARCHAR), '\\.0+$', '')`;
  if (INTEGER.test(type) || SCALAR.test(type)) return `CAST(${cell} AS VARCHAR)`;
  throw new DataError(
    `${source.file}: column ${JSON.stringify(column.name)} holds ${type}, expected text or numbers as identifiers; map another column`,
  );
}

export interface Time {
  /** milliseconds since 1970 as DOUBLE, NULL where the cell is empty */
  readonly ms: string;
  /** what `where` sees: a TIMESTAMP in UTC, or the number */
  readonly value: string;
}

const ISO =
  "[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?";
const EXPECTED_DATE = "expected a date such as 2011-08-31 or a time such as 2011-08-31T14:05:00Z";

/**
 * Times: DuckDB's timestamps and dates; ISO 8601 text, UTC unless it has an offset; or numbers since 1970, in seconds
 * where the largest is below 1e11 (the year 5138), milliseconds below 1e14, microseconds below 1e17, else nanoseconds.
 */
export async function time(db: Database, source: Source, column: Column): Promise<Time> {
  const { cell, type } = column;
  if (/^(TIMESTAMP|DATE)/.test(type)) {
    await requireAll(db, source, column, `isfinite(${cell})`, EXPECTED_DATE);
    return { ms: `epoch_us(${cell}) / 1000.0::DOUBLE`, value: cell };
  }
  if (INTEGER.test(type) || DECIMAL.test(type) || FLOATING.test(type))
    return numeric(db, source, column, `CAST(${cell} AS DOUBLE)`);
  if (type !== "VARCHAR") {
    throw new DataError(
      `${source.file}: column ${JSON.stringify(column.name)} holds ${type}, expected times; map another column`,
    );
  }
  const blank = `nullif(${cell}, '')`;
  const [first] = await db.counts(
    `SELECT count(*) FROM (SELECT ${cell} FROM raw WHERE ${cell} <> '' LIMIT 1) WHERE TRY_CAST(${cell} AS DOUBLE) IS NOT NULL`,
  );
  if (first === 1) return numeric(db, source, column, `TRY_CAST(${blank} AS DOUBLE)`);
  // DuckDB wants seconds before an offset.
  const full = `regexp_replace(${blank}, '^(.{10}[ T][0-9]{2}:[0-9]{2})(Z|[+-].*)$', '\\1:00\\2')`;
  const instant = `TRY_CAST(${full} AS TIMESTAMPTZ)`;
  await requireAll(
    db,
    source,
    column,
    `regexp_full_match(${cell}, '${ISO}') AND ${instant} IS NOT NULL`,
    EXPECTED_DATE,
  );
  return { ms: `epoch_us(${instant}) / 1000.0::DOUBLE`, value: `make_timestamp(epoch_us(${instant}))` };
}

async function numeric(db: Database, source: Source, column: Column, number: string): Promise<Time> {
  const valid = `coalesce(isfinite(${number}), false)`;
  await requireAll(db, source, column, valid, "expected a finite number (seconds, ms, µs or ns since 1970)");
  const [most, least] = await db.counts(
    `SELECT coalesce(max(abs(${number})), 0), coalesce(min(abs(${number})), 0) FROM raw`,
  );
  if (least! >= 19000101 && most! <= 21001231) {
    throw new DataError(
      `${source.file}: column ${JSON.stringify(column.name)} holds numbers from ${least} to ${most}, which look like dates written as digits, expected seconds since 1970; write them as 2011-08-31`,
    );
  }
  const ms =
    most! < 1e11
      ? `${number} * 1000`
      : most! < 1e14
        ? number
        : most! < 1e17
          ? `${number} / 1000`
          : `${number} / 1000000`;
  return { ms, value: number };
}

async function requireAll(
  db: Database,
  source: Source,
  column: Column,
  valid: string,
  expected: string,
): Promise<void> {
  const { cell } = column;
  const present = column.type === "VARCHAR" ? `${cell} <> ''` : `${cell} IS NOT NULL`;
  const query = `FROM raw WHERE ${present} AND NOT (${valid})`;
  const [bad, row] = await db.counts(`SELECT count(*), coalesce(min(rowid), 0) ${query}`);
  if (bad === 0) return;
  const [got] = await db.texts(`SELECT left(CAST(${cell} AS VARCHAR), 60) FROM raw WHERE rowid = ${row}`);
  const place = await source.place(row!, column);
  const more = bad === 1 ? "" : ` (${bad} such rows)`;
  throw new DataError(
    `${place} ${column.name}: got ${JSON.stringify(got)}, ${expected}${more}; correct the values or map another column`,
  );
}

/** In order of preference. Casts alone would not do: DuckDB takes 1.5 for a BIGINT and a time for a DATE. */
const PLAIN = [
  ["BIGINT", "-?(0|[1-9][0-9]*)"],
  ["DOUBLE", "-?((0|[1-9][0-9]*)(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?"],
  ["DATE", "[0-9]{4}-[0-9]{2}-[0-9]{2}"],
  ["TIMESTAMP", "[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?"],
] as const;

/** What `where` sees of a further column: text that is a number, a date or a time throughout becomes one. */
export async function plain(db: Database, source: Source, column: Column): Promise<string> {
  if (!source.text) return column.cell;
  const blank = `nullif(${column.cell}, '')`;
  const fits = PLAIN.map(
    ([type, form]) => `count_if(regexp_full_match(${blank}, '${form}') AND TRY_CAST(${blank} AS ${type}) IS NOT NULL)`,
  );
  const [present, ...counts] = await db.counts(`SELECT count(${blank}), ${fits.join(", ")} FROM raw`);
  const fitting = PLAIN.findIndex((_, index) => present! > 0 && counts[index] === present);
  return fitting < 0 ? column.cell : `TRY_CAST(${blank} AS ${PLAIN[fitting]![0]})`;
}
