import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, expectTypeOf, test } from "vitest";
import type { ReadLogOptions } from "../../src/ingest/index.ts";
import { type LogSource, logSourceSchema } from "../../src/world/logSource.ts";
import { complaint, duckdb, folder, options, read, rowsOf } from "./files.ts";

const { path, write } = folder();
const utc = Date.UTC;

test("columns by hand: ids sorted by code units, rows by time, user, item, then order in the file", async () => {
  const file = write(
    "hand.csv",
    "item,user,time,title\nb,10,2011-01-02,B\na,9,2011-01-01,A\nb,9,2011-01-02,b\na,10,2011-01-01,\nb,9,2011-01-02,B\n",
  );
  const columns = { user: "user", item: "item", time: "time", name: "title" };
  const { columns: log, counts, sha256 } = await read(file, { columns });
  expect(log).toEqual({
    users: 2,
    items: 2,
    rows: 5,
    userIds: ["10", "9"],
    itemIds: ["a", "b"],
    itemNames: ["A", "B"],
    user: Int32Array.of(0, 1, 0, 1, 1),
    item: Int32Array.of(0, 0, 1, 1, 1),
    time: Float64Array.from([1, 1, 2, 2, 2], (day) => utc(2011, 0, day)),
  });
  expect(counts).toEqual({
    read: 5,
    withoutUser: 0,
    withoutItem: 0,
    withoutTime: 0,
    filtered: 0,
    repeated: 0,
    rare: 0,
    kept: 5,
  });
  expect(sha256).toBe(createHash("sha256").update(readFileSync(file)).digest("hex"));
});

test("names: the most frequent, the first among equals, the id where there is none", async () => {
  const rows = ["a,x,pear", "a,x,fig", "b,x,fig", "a,y,two", "b,y,one", "a,z,"];
  const file = write("names.csv", `user,item,name\n${rows.join("\n")}\n`);
  const { columns } = await read(file, { columns: { user: "user", item: "item", name: "name" } });
  expect(columns.itemNames).toEqual(["fig", "one", "z"]);
  expect([...columns.time]).toEqual(Array(6).fill(Number.NaN));
});

test("the same rows as CSV, TSV, packed and Parquet give the same columns", async () => {
  const rows = [
    ["007", "été", "2011-01-01 10:00:00", "one, two", "12346.0"],
    ["7", "日本", "2011-01-01 09:59:00.5", 'say "hi"', "9.0"],
    ["😀", "it's", "2011-01-02 00:00:00", "two\nlines", "12346.0"],
    ["\uffff", "", "2011-01-02 00:00:00", "", "10.0"],
    ["7", "it's", "2011-01-01 09:59:00.5", "'", ""],
  ];
  const names = ["user", "item", "time", "name", "id"];
  const quoted = (cell: string) => (/[",\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const text = (delimiter: string) => `${[names, ...rows].map((row) => row.map(quoted).join(delimiter)).join("\n")}\n`;
  const literal = (cell: string) => (cell === "" ? "NULL" : `'${cell.replaceAll("'", "''")}'`);
  const values = rows.map((row) => `(${row.map(literal).join(", ")})`).join(", ");
  const parquet = join(path, "same.parquet");
  await duckdb(`COPY (SELECT user, item, CAST(time AS TIMESTAMP) AS time, name, CAST(id AS DOUBLE) AS id
    FROM (VALUES ${values}) t(${names.join(", ")})) TO '${parquet}'`);
  const files = [
    write("same.csv", text(",")),
    write("semicolon.csv", text(";")),
    write("windows.csv", `\ufeff${text(",").replace(/\n(?!lines)/g, "\r\n")}`),
    write("same.csv.gz", gzipSync(text(","))),
    write("parts.csv.gz", Buffer.concat([gzipSync(text(",").slice(0, 40)), gzipSync(text(",").slice(40))])),
    write("same.tsv", text("\t")),
    write("same.TSV.GZ", gzipSync(text("\t"))),
    parquet,
  ];
  for (const [user, ids] of Object.entries({ user: ["007", "7", "😀"], id: ["12346", "9"] })) {
    const columns = { user, item: "item", time: "time", name: "name" };
    const first = await read(files[0]!, { columns });
    // U+1F600 begins with the code unit D83D, so that a sort by code points would not put it after U+FFFF alone.
    expect(first.columns.userIds).toEqual(ids);
    expect(first.columns.itemIds).toEqual(["it's", "été", "日本"]);
    for (const file of files.slice(1)) {
      const other = await read(file, { columns });
      expect(other.columns, file).toEqual(first.columns);
      expect(other.counts, file).toEqual(first.counts);
    }
  }
});

test("ids are ordered by UTF-16 code units, not by UTF-8 bytes or a locale", async () => {
  const file = write("order.csv", "user,item\n\uffff,Z\n😀,a\né,É\nz,0\n");
  const { columns } = await read(file, { columns: { user: "user", item: "item" } });
  expect(columns.userIds).toEqual(["z", "é", "😀", "\uffff"]);
  expect(columns.itemIds).toEqual(["0", "Z", "a", "É"]);
  expect([...columns.user]).toEqual([0, 1, 2, 3]);
});

test("columns and files whose names need quoting, are repeated, or are patterns", async () => {
  write("a12345'.csv", "user,item\nwrong,wrong\n");
  const head = '"the ""user""",it\'s,line,rowid,,u,U';
  const file = write("a[1]*?'.csv", `${head}\na,x,1,5,p,1,2\nb,y,2,6,q,1,2\nc,z,3,7,r,1,3\n`);
  const columns = { user: 'the "user"', item: "it's" };
  expect(
    await rowsOf(file, {
      columns,
      where: 'line > 1 AND rowid < 7 AND column5 = \'q\' AND U_2 = 2 OR "the ""user""" = \'a\'',
    }),
  ).toEqual(["a x NaN", "b y NaN"]);
});

test("times: offsets, fractions, dates and numbers in four units", async () => {
  const at = async (...times: (string | number)[]) => [
    ...(await read(write("t.csv", `user,item,time\n${times.map((t, k) => `${k},${k},${t}\n`).join("")}`))).columns.time,
  ];
  const moment = utc(2011, 0, 1, 10, 30);
  expect(await at("2011-01-01T10:30Z", "2011-01-01 12:30+02:00", "2011-01-01T10:30:00.25", "2011-01-02")).toEqual([
    moment,
    moment,
    moment + 250,
    utc(2011, 0, 2),
  ]);
  for (const scale of [1e-3, 1, 1e3, 1e6]) {
    const number = (ms: number) => `${(BigInt(ms) * BigInt(Math.max(scale, 1))) / (scale < 1 ? 1000n : 1n)}`;
    expect(await at(number(moment), number(moment + 1000)), `scale ${scale}`).toEqual([moment, moment + 1000]);
  }
  expect(await at("1.5", 2)).toEqual([1500, 2000]);
});

test("where sees ids as text, times as times, and other columns as the numbers they hold", async () => {
  const file = write(
    "where.csv",
    "user,item,time,n,code\n1,x,2011-01-01,9,007\n2,y,2011-01-02,10,7\n3,z,2011-02-01,-1,8\n",
  );
  const users = async (where: string) => (await rowsOf(file, { where })).map((row) => row[0]).join("");
  expect(await users("n > 0")).toBe("12");
  expect(await users("n > 0 -- a remark")).toBe("12");
  expect(await users("time >= '2011-01-02'")).toBe("23");
  expect(await users("month(time) = 1")).toBe("12");
  expect(await users("\"user\" <> '1'")).toBe("23");
  expect(await users("code <> '7'")).toBe("13");
  expect(await users("code LIKE '%7' OR n < 0 AND NULL")).toBe("12");
  const { counts } = await read(file, { where: "n > 0" });
  expect(counts).toMatchObject({ read: 3, filtered: 1, kept: 2 });
});

test("k-core: what falls out takes others with it, until all that are left have enough", async () => {
  // c has one row; without it z has one; without z, b has one; without b, y has one: a domino of four steps.
  const rows = ["a,w", "d,w", "a,x", "d,x", "a,y", "b,y", "b,z", "c,z"];
  const file = write("core.csv", `user,item\n${rows.join("\n")}\n`);
  const columns = { user: "user", item: "item" };
  const { columns: log, counts } = await read(file, { columns, minimumInteractions: { user: 2, item: 2 } });
  expect([log.userIds, log.itemIds, log.rows, counts.rare]).toEqual([["a", "d"], ["w", "x"], 4, 4]);
  const lenient = await read(file, { columns, minimumInteractions: { user: 1, item: 2 } });
  expect(lenient.counts).toMatchObject({ rare: 0, kept: 8 });
});

test("pairs keep the first of each user and item, and the minimum counts them", async () => {
  const rows = ["a,x,3", "a,x,1", "a,y,2", "b,x,2", "b,x,2", "b,y,9", "c,x,1", "c,x,2"];
  const file = write("pairs.csv", `user,item,time\n${rows.join("\n")}\n`);
  const both = { unit: "pairs", minimumInteractions: { user: 2, item: 1 } } as const;
  expect(await rowsOf(file, both)).toEqual(["a x 1000", "a y 2000", "b x 2000", "b y 9000"]);
  expect((await read(file, both)).counts).toMatchObject({ read: 8, repeated: 3, rare: 1, kept: 4 });
  expect((await read(file, { minimumInteractions: both.minimumInteractions })).counts).toMatchObject({
    rare: 0,
    kept: 8,
  });
});

test("a scenario's log source is what readLog takes", () => {
  expectTypeOf<LogSource>().toExtend<ReadLogOptions>();
  const parsed = logSourceSchema.parse({ file: "a.csv", columns: { user: "u", item: "i" } });
  expect(parsed).toEqual({
    file: "a.csv",
    columns: { user: "u", item: "i" },
    minimumInteractions: { user: 1, item: 1 },
    unit: "lines",
  });
  expect(logSourceSchema.safeParse({ ...options("a.csv"), delimiter: "," }).success).toBe(false);
});

test("leaves nothing in the temporary folder, whatever the outcome", async () => {
  const scratch = folder().path;
  const before = process.env.TMPDIR;
  process.env.TMPDIR = scratch;
  try {
    await read(write("fine.csv", "user,item,time\na,x,1\nb,y,2\n"));
    expect(await complaint(write("lone.csv", "user,item,time\na,x,1\n"))).toMatch(/only one user/);
    expect(readdirSync(scratch)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});
