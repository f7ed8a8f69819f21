import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DataError } from "../../src/log/errors.ts";
import { folder, read } from "./files.ts";

const { write } = folder();
const run = { seed: 5, numRuns: 100, endOnFailure: true };

/** The number of rows read, or -1 for a DataError of one line; anything else fails the test. */
async function attempt(file: string, where?: string): Promise<number> {
  try {
    const { columns: c } = await read(file, { where });
    expect([c.user.length, c.item.length, c.time.length]).toEqual([c.rows, c.rows, c.rows]);
    expect([c.userIds.length, c.itemIds.length]).toEqual([c.users, c.items]);
    expect(c.time.every(Number.isFinite)).toBe(true);
    return c.rows;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    expect(error.message).not.toMatch(/\n|undefined|DuckDB cannot process/);
    return -1;
  }
}

test("arbitrary bytes parse or end in a DataError", { timeout: 60_000 }, async () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const kind = fc.constantFrom("csv", "tsv", "csv.gz", "parquet");
  await fc.assert(
    fc.asyncProperty(bytes, fc.boolean(), kind, async (body, header, ending) => {
      const head = header ? Buffer.from("user,item,time\na,x,1\nb,y,2\n") : Buffer.alloc(0);
      const content = Buffer.concat([head, body]);
      await attempt(write(`bytes.${ending}`, ending === "csv.gz" && header ? gzipSync(content) : content));
    }),
    run,
  );
});

test("a table of any text comes back row by row, however it is quoted and packed", { timeout: 60_000 }, async () => {
  const cell = fc.string({ unit: "binary", minLength: 1, maxLength: 6 }).filter((text) => !/^-?\d+\.0+$/.test(text));
  const table = fc.array(fc.tuple(cell, cell, fc.integer({ min: 0, max: 1e9 })), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom("csv", "tsv"), fc.boolean(), async (rows, kind, packed) => {
      const quote = (text: string | number) => `"${String(text).replaceAll('"', '""')}"`;
      const join = (row: (string | number)[]) => row.map(quote).join(kind === "csv" ? "," : "\t");
      const text = `${[["user", "item", "time"], ...rows].map(join).join("\n")}\n`;
      const read = await attempt(write(`table.${kind}${packed ? ".gz" : ""}`, packed ? gzipSync(text) : text));
      const several = new Set(rows.map((row) => row[0])).size > 1 && new Set(rows.map((row) => row[1])).size > 1;
      expect(read).toBe(several ? rows.length : -1);
    }),
    run,
  );
});

test("any text as a where is applied or ends in a DataError", { timeout: 60_000 }, async () => {
  const file = write("where.csv", "user,item,time\na,x,1\nb,y,2\n");
  const word = fc.constantFrom(
    "user",
    "time",
    "(",
    ")",
    "'a'",
    "=",
    "<",
    "AND",
    "NOT",
    "1",
    ";",
    "--",
    '"',
    "SELECT",
    "FROM",
    "?",
    "$1",
  );
  const where = fc.oneof(
    fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(" ")),
    fc.string({ minLength: 1 }),
  );
  await fc.assert(
    fc.asyncProperty(where, async (text) => {
      expect([-1, 2]).toContain(await attempt(file, text));
    }),
    run,
  );
});
