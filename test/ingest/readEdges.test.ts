import { expect, test } from "vitest";
import { readEdges } from "../../src/ingest/index.ts";
import { DataError } from "../../src/log/errors.ts";
import { duckdb, folder } from "./files.ts";

const { path, write } = folder();
const columns = { from: "from", to: "to" };

/** Rows as `from to` with the file's own ids. */
async function rowsOf(file: string, users?: number): Promise<string[]> {
  const { columns: c } = await readEdges({ file, columns }, { threads: 1, ...(users === undefined ? {} : { users }) });
  return Array.from(c.from, (a, k) => `${c.ids[a]} ${c.ids[c.to[k]!]}`);
}

async function complaint(text: string, users?: number): Promise<string> {
  try {
    await rowsOf(write("friends.csv", text), users);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return error.message.replaceAll(`${path}/`, "");
  }
  return "no error";
}

test("rows in the file's order, ids as they are written and ascending", async () => {
  const file = write("a.csv", "from,since,to\nzoe,2011,ann\n007,2012,7\nann,,zoe\n");
  expect(await rowsOf(file)).toEqual(["zoe ann", "007 7", "ann zoe"]);
  const read = await readEdges({ file, columns });
  expect(read.columns.ids).toEqual(["007", "7", "ann", "zoe"]);
  expect(read.columns.file).toBe(file);
  expect(read.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test("tab-separated and Parquet lists hold the same", async () => {
  const tsv = write("b.tsv", "from\tto\n0\t1\n1\t2\n");
  const parquet = `${path}/b.parquet`;
  await duckdb(`COPY (SELECT * FROM (VALUES (0, 1), (1, 2)) AS pairs("from", "to")) TO '${parquet}' (FORMAT parquet)`);
  for (const file of [tsv, parquet]) expect(await rowsOf(file, 3)).toEqual(["0 1", "1 2"]);
});

test("many rows keep their order", async () => {
  const pairs = Array.from({ length: 5000 }, (_, k) => `${k % 997} ${(k * 7) % 991}`);
  const file = write("many.csv", `from,to\n${pairs.map((pair) => pair.replace(" ", ",")).join("\n")}\n`);
  expect(await rowsOf(file, 1000)).toEqual(pairs);
});

test.each([
  ["from,to\nann,bob\nann,\n", undefined, 'friends.csv:3:5 to: got "", expected a user\'s id'],
  ["from,to\n0,1\n2,3\n", 3, 'friends.csv:3:3 to: got "3", expected a user\'s number from 0 to 2'],
  ["from,to\n-1,1\nx,1\n", 3, 'friends.csv:2:1 from: got "-1", expected a user\'s number from 0 to 2 (2 such rows)'],
  ["from,to\n01,1\n", 3, 'friends.csv:2:1 from: got "01", expected a user\'s number from 0 to 2'],
  ["from,to\n99999999999999999999,1\n", 3, "friends.csv:2:1 from: got"],
  ["from,to\n", undefined, "friends.csv: has a header and no rows, expected friendships below it"],
  ["from,to\na,b,c\n", undefined, "friends.csv:2: got 3 columns, expected the header's 2"],
  ["source,to\na,b\n", undefined, 'friends.csv: there is no column "from" for columns.from; the first line is read'],
])("a row that is no friendship is refused at its place: %j", async (text, users, message) => {
  expect(await complaint(text, users)).toContain(message);
});

test("one column cannot be both friends", async () => {
  const file = write("c.csv", "from,to\na,b\n");
  await expect(readEdges({ file, columns: { from: "to", to: "to" } })).rejects.toThrow('from and to are both "to"');
});
