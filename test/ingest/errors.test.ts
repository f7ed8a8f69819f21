import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { load } from "../../src/ingest/load.ts";
import { withDatabase } from "../../src/ingest/sql.ts";
import { complaint, duckdb, folder, options } from "./files.ts";

const { path, write } = folder();
const good = "user,item,time\na,x,2011-01-01\nb,y,2011-01-02\n";

test("files that are not there, not files, or empty", async () => {
  mkdirSync(join(path, "folder.csv"));
  expect(await complaint(join(path, "absent.csv"))).toBe("absent.csv: no such file; correct the path of the log");
  expect(await complaint(join(path, "folder.csv"))).toBe("folder.csv: is a directory, expected a file; name one log");
  expect(await complaint(write("zero.csv", ""))).toBe(
    "zero.csv: is empty (0 bytes), expected a log with a header and rows",
  );
  expect(await complaint(write("blank.csv", "\n\n"))).toBe(
    "blank.csv: holds blank lines only, expected a header and rows",
  );
  expect(await complaint(write("header.csv", "user,item,time\n"))).toBe(
    "header.csv: has a header and no rows, expected interactions below it",
  );
  expect(await complaint(write("log.json", "[]"))).toBe(
    "log.json: the name ends in none of .csv, .csv.gz, .tsv, .tsv.gz and .parquet; convert the log to one of these or rename it",
  );
});

test("files that are not what their name says", async () => {
  expect(await complaint(write("plain.csv.gz", good))).toBe(
    "plain.csv.gz: is not a whole gzip file (incorrect header check); pack or download it again, or drop .gz from its name",
  );
  expect(await complaint(write("cut.csv.gz", gzipSync(good).subarray(0, -9)))).toBe(
    "cut.csv.gz: is not a whole gzip file (unexpected end of file); pack or download it again, or drop .gz from its name",
  );
  expect(await complaint(write("text.parquet", good))).toMatch(
    /^text\.parquet: cannot be read as Parquet \(.+\); expected a whole \.parquet file$/,
  );
  expect(await complaint(write("wide.csv", Buffer.from(`\ufeff${good}`, "utf16le")))).toBe(
    'wide.csv: is UTF-16 text, expected UTF-8; convert it (iconv -f UTF-16 -t UTF-8 old.csv > new.csv, or "CSV UTF-8" in a spreadsheet)',
  );
  expect(await complaint(write("kanji.csv", Buffer.from("\ufeff顧客、商品、日時", "utf16le")))).toMatch(
    /^kanji\.csv: is UTF-16/,
  );
  expect(await complaint(write("unmarked.csv", Buffer.from(good, "utf16le")))).toMatch(
    /^unmarked\.csv: is UTF-16 text/,
  );
  const utf8 =
    "is not valid UTF-8; save the file as UTF-8 (a Latin-1 file: iconv -f LATIN1 -t UTF-8 old.csv > new.csv)";
  expect(await complaint(write("latin.csv", Buffer.from("user,item,time\na,x,1\nb,\u00e9,2\n", "latin1")))).toBe(
    `latin.csv:3: ${utf8}`,
  );
  expect(await complaint(write("head.csv", Buffer.from("user,item,\u00e9\na,x,1\n", "latin1")))).toBe(
    `head.csv:1: ${utf8}`,
  );
});

test("lines that are not well-formed", async () => {
  expect(await complaint(write("short.csv", `${good}c,z\n`))).toBe(
    "short.csv:4: got 2 columns, expected the header's 3; correct or remove the line",
  );
  expect(await complaint(write("long.csv", `${good}c,z,2011-01-03,4\n`))).toBe(
    "long.csv:4: got 4 columns, expected the header's 3; correct or remove the line",
  );
  expect(await complaint(write("quote.csv", `${good}c,"z,2011-01-03\n`))).toBe(
    'quote.csv:4: a quoted value does not end where it should; close the quote, and double any quote inside it ("")',
  );
  expect(await complaint(write("mixed.csv", good.replace("01\n", "01\r\n")))).toBe(
    "mixed.csv: is not well-formed CSV; look for mixed line endings (LF beside CRLF) and stray quotes",
  );
});

test("columns that are not there", async () => {
  const columns = { user: "usr", item: "item", time: "time" };
  expect(await complaint(write("log.csv", good), { columns })).toBe(
    'log.csv: there is no column "usr" for columns.user; did you mean "user"? The columns are user, item, time',
  );
  expect(await complaint(write("log.csv", good), { columns: { user: "User", item: "item" } })).toMatch(
    /did you mean "user"\?/,
  );
  expect(await complaint(write("bare.csv", "c54,p16,2011-01-03\n"), { columns })).toBe(
    'bare.csv: there is no column "usr" for columns.user; the first line is read as the header. The columns are c54, p16, 2011-01-03',
  );
  expect(
    await complaint(write("log.csv", "Customer ID,item\n"), { columns: { user: "customer", item: "item" } }),
  ).toMatch(/did you mean "Customer ID"\?/);
  expect(await complaint(write("log.csv", good), { columns: { user: "item", item: "item" } })).toBe(
    'columns: user and item are both "item", expected two columns; correct one of them',
  );
  expect(
    await complaint(write("log.csv", good), { columns: { user: "user", item: "item" } }, { needsTime: true }),
  ).toBe(
    "log.csv: columns.time is not given, but the log is to be split by time; name the column that says when an interaction happened",
  );
});

test("times that are none, named by line and column", async () => {
  const dates = "expected a date such as 2011-08-31 or a time such as 2011-08-31T14:05:00Z";
  const numbers = "expected a finite number (seconds, ms, µs or ns since 1970)";
  const correct = "correct the values or map another column";
  expect(await complaint(write("date.csv", `${good}\nc,"z\n""z",soon\n`))).toBe(
    `date.csv:6:6 time: got "soon", ${dates}; ${correct}`,
  );
  expect(await complaint(write("day.csv", `${good}c,z,2011-02-30\nc,z,31/12/2011\n`))).toBe(
    `day.csv:4:5 time: got "2011-02-30", ${dates} (2 such rows); ${correct}`,
  );
  const seconds = "user\titem\ttime\na\tx\t100\nb\ty\t";
  expect(await complaint(write("word.tsv", `${seconds}soon\n`))).toBe(
    `word.tsv:3:5 time: got "soon", ${numbers}; ${correct}`,
  );
  expect(await complaint(write("nan.tsv", `${seconds}NaN\n`))).toBe(
    `nan.tsv:3:5 time: got "NaN", ${numbers}; ${correct}`,
  );
  expect(await complaint(write("inf.tsv.gz", gzipSync(`${seconds}-inf\n`)))).toBe(
    `inf.tsv.gz:3:5 time: got "-inf", ${numbers}; ${correct}`,
  );
  expect(await complaint(write("never.csv", `${good}c,z,infinity\n`))).toBe(
    `never.csv:4:5 time: got "infinity", ${dates}; ${correct}`,
  );
  expect(await complaint(write("digits.csv", "user,item,time\na,x,20110101\nb,y,20110102\n"))).toBe(
    'digits.csv: column "time" holds numbers from 20110101 to 20110102, which look like dates written as digits, expected seconds since 1970; write them as 2011-08-31',
  );
  const file = join(path, "nan.parquet");
  await duckdb(`COPY (FROM (VALUES ('a', 'x', 1.0::DOUBLE), ('b', 'y', 'nan')) t(user, item, time)) TO '${file}'`);
  expect(await complaint(file)).toBe(`nan.parquet: row 2 time: got "nan", ${numbers}; ${correct}`);
  const lists = join(path, "lists.parquet");
  await duckdb(`COPY (FROM (VALUES ([1], 'x', true), ([2], 'y', false)) t(user, item, time)) TO '${lists}'`);
  expect(await complaint(lists)).toBe(
    'lists.parquet: column "user" holds INTEGER[], expected text or numbers as identifiers; map another column',
  );
  expect(await complaint(lists, { columns: { user: "time", item: "item", time: "user" } })).toBe(
    'lists.parquet: column "user" holds INTEGER[], expected times; map another column',
  );
});

test("a where that is no condition on one row", async () => {
  const file = write("log.csv", good);
  const reply = (where: string) => complaint(file, { where });
  expect(await reply("time >")).toBe(
    'where: "time >" is not a condition that DuckDB understands (syntax error at or near ")"); expected SQL over the file\'s columns, such as "Quantity" > 0',
  );
  expect(await reply("price > 3")).toMatch(
    /^where: "price > 3" is not a condition .*Referenced column "price" not found/,
  );
  expect(await reply("CAST(user AS INTEGER) > 3")).toMatch(/^where: .*Could not convert string 'a' to INT32/);
  for (const where of ["true) UNION (SELECT true", "true), (false", "user = 'a') FROM (SELECT 1"]) {
    expect(await reply(where)).toMatch(/ DuckDB understands \((it is more than one condition|no statement)\);/);
  }
  for (const where of ["true); DROP TABLE raw; SELECT (1", "true, false", "--"]) {
    expect(await reply(where)).toMatch(/^where: .* is not a condition that DuckDB understands/);
  }
  const inside = `user IN (SELECT user FROM read_csv('${file}'))`;
  expect(await complaint(file, { where: inside })).toMatch(
    /^where: .* holds a subquery, expected a condition on one row; prepare the file beforehand$/,
  );
  expect(await reply("random() < .5")).toBe(
    'where: "random() < .5" calls random, whose answer changes from run to run; write the value itself',
  );
  expect(await reply("time < current_date")).toMatch(/ calls current_date, whose answer changes/);
});

test("once the log is loaded, SQL reaches no other file", async () => {
  const file = write("log.csv", good);
  const other = write("other.csv", good);
  await withDatabase(1, async (db) => {
    expect(await db.counts(`SELECT count(*) FROM read_csv('${other}')`)).toEqual([2]);
    await load(db, options(file), { kind: "csv", gzip: false }, Buffer.from(good), new Set());
    await expect(db.run(`CREATE TABLE more AS FROM read_csv('${other}')`)).rejects.toThrow("Cannot access file");
    await expect(db.run("SET enable_external_access = true")).rejects.toThrow("locked");
  });
});

test("nothing left, or one user, or one item", async () => {
  const file = write("few.csv", "user,item,time\na,x,2011-01-01\nb,y,2011-01-02\n,y,2011-01-02\nb,,2011-01-02\nb,x,\n");
  expect(await complaint(file, { where: "item = 'x'", minimumInteractions: { user: 2, item: 1 } })).toBe(
    "few.csv: none of 5 rows is left (1 had no user, 1 had no item, 1 had no time, 1 did not satisfy where, 1 fell below minimumInteractions); loosen where or minimumInteractions, or map other columns",
  );
  expect(await complaint(write("user.csv", "user,item,time\na,x,2011-01-01\na,y,2011-01-02\n"))).toBe(
    'user.csv: only one user is left ("a", in 2 of 2 rows), expected at least two; check columns.user and loosen the filters',
  );
  expect(await complaint(file, { where: "item = 'y' OR user = 'c'", columns: { user: "item", item: "user" } })).toBe(
    'few.csv: only one user is left ("y", in 1 of 5 rows; 1 had no user, 1 had no item, 2 did not satisfy where), expected at least two; check columns.user and loosen the filters',
  );
  expect(await complaint(write("item.csv", "user,item,time\na,x,2011-01-01\nb,x,2011-01-02\n"))).toMatch(
    /^item\.csv: only one item is left \("x"/,
  );
  expect(await complaint(file, { minimumInteractions: { user: Number.NaN, item: 1 } })).toBe(
    "minimumInteractions.user: got NaN, expected a whole number from 1",
  );
});

test("leaves nothing beside the log", () => {
  expect(readdirSync(path).filter((each) => !/\.(csv|tsv|json|parquet)(\.gz)?$/.test(each))).toEqual([]);
});
