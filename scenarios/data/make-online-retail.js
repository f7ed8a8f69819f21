// Makes online-retail.parquet from the raw UCI data set:  node scenarios/data/make-online-retail.js <raw.parquet> [output]
import { rename, rm } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";

const FEES = {
  POST: "postage",
  M: "manual entry",
  C2: "carriage",
  DOT: "postage of the web shop",
  "BANK CHARGES": "bank charges",
  PADS: "pads to match cushions, priced at .001",
  23444: "next day carriage",
  23574: "packing charge",
};
// A line with a customer, a quantity and a price; cancellations have negative quantities.
const CLEAN = { lines: 397_884, customers: 4_338, products: 3_665, pairs: 266_792 };

const [raw, output = "scenarios/data/online-retail.parquet"] = process.argv.slice(2);
if (raw === undefined) {
  console.error("usage: node scenarios/data/make-online-retail.js <raw.parquet> [output]");
  process.exit(2);
}

const text = (value) => `'${value.replaceAll("'", "''")}'`;
const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
const db = await instance.connect();
const rows = async (sql) => (await db.runAndReadAll(sql)).getRowObjectsJson();

const COUNTS = `count(*) AS lines, count(DISTINCT customer) AS customers, count(DISTINCT product) AS products,
  count(DISTINCT (customer, product)) AS pairs`;
const counts = async (table) => {
  const [found] = await rows(`SELECT ${COUNTS} FROM ${table}`);
  return Object.fromEntries(Object.entries(found).map(([what, count]) => [what, Number(count)]));
};

await db.run(`CREATE TABLE clean AS
  SELECT CAST(CAST(CustomerID AS BIGINT) AS VARCHAR) AS customer, StockCode AS product, trim(Description) AS text,
    CAST(InvoiceDate AS TIMESTAMP) AS time, InvoiceNo AS invoice
  FROM read_parquet(${text(raw)}) WHERE CustomerID IS NOT NULL AND Quantity > 0 AND UnitPrice > 0`);
const clean = await counts("clean");
for (const [what, expected] of Object.entries(CLEAN)) {
  if (clean[what] !== expected) throw new Error(`${raw}: ${clean[what]} ${what} after cleaning, expected ${expected}; is it the UCI file?`);
}
const [{ cancelled }] = await rows("SELECT count(*) AS cancelled FROM clean WHERE invoice LIKE 'C%'");
if (Number(cancelled) !== 0) throw new Error(`${raw}: ${cancelled} cancellations are left after cleaning, expected none`);

const fees = Object.keys(FEES).map(text).join(", ");
console.table(await rows(`SELECT product, count(*) AS lines, count(DISTINCT customer) AS customers FROM clean WHERE product IN (${fees}) GROUP BY product ORDER BY lines DESC`));
await db.run(`DELETE FROM clean WHERE product IN (${fees})`);
const [{ odd }] = await rows("SELECT count(*) AS odd FROM clean WHERE NOT regexp_full_match(product, '[0-9]{5}[A-Za-z]*')");
if (Number(odd) !== 0) throw new Error(`${raw}: ${odd} lines have a code that is neither a product nor a known fee`);

// One description a product: the most frequent, the first in alphabetical order among equals.
await db.run(`CREATE TABLE described AS SELECT product, text AS description FROM clean GROUP BY product, text
  QUALIFY row_number() OVER (PARTITION BY product ORDER BY count(*) DESC, text) = 1`);
await db.run(`COPY (SELECT customer, product, description, time FROM clean JOIN described USING (product)
  ORDER BY time, customer, product) TO ${text(`${output}.part`)}
  (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 22, ROW_GROUP_SIZE 1000000)`);
console.table({ clean, shipped: await counts("clean") });
db.closeSync();
instance.closeSync();
await rm(output, { force: true });
await rename(`${output}.part`, output);
