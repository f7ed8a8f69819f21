import { DataError } from "../log/errors.ts";
import { type Database, literal } from "./sql.ts";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A `where` that has been read: one condition on one row. */
export interface Condition {
  readonly sql: string;
  /** the names it mentions, in lower case: columns and, where a table is named too, the parts */
  readonly mentions: ReadonlySet<string>;
}

/**
 * Parses `where` with DuckDB's own parser and refuses all that is not a condition on one row with the same answer every
 * time: further statements, subqueries (which could read other files), clocks and random numbers.
 */
export async function parseWhere(db: Database, where: string): Promise<Condition> {
  const wrapped = `SELECT (\n${where}\n)`;
  const [text] = await db.texts(`SELECT json_serialize_sql(${literal(wrapped)})`);
  const parsed = JSON.parse(text!) as {
    error: boolean;
    error_message?: string;
    statements?: { node: Record<string, Json> }[];
  };
  const node = parsed.statements?.[0]?.node;
  if (parsed.error || node === undefined) throw notSql(where, parsed.error_message ?? "no statement");
  const list = node.select_list as Json[] | undefined;
  const absent = [node.where_clause, node.having, node.qualify, node.sample].every((part) => part === null);
  const empty = [node.modifiers, node.group_expressions].every((part) => (part as Json[] | undefined)?.length === 0);
  const bare = (node.from_table as { type?: Json } | null | undefined)?.type === "EMPTY";
  if (
    parsed.statements!.length !== 1 ||
    node.type !== "SELECT_NODE" ||
    list?.length !== 1 ||
    !absent ||
    !empty ||
    !bare
  ) {
    throw notSql(where, "it is more than one condition");
  }
  const mentions = new Set<string>();
  const functions = new Set<string>();
  walk(list[0]!, where, mentions, functions);
  await refuseUnrepeatable(db, where, new Set([...functions, ...mentions]), functions);
  return { sql: `(\n${where}\n)`, mentions };
}

export function notSql(where: string, problem: string): DataError {
  const first = problem.split("\n")[0]!.replace(/[.!]+$/, "");
  return new DataError(
    `where: ${JSON.stringify(where)} is not a condition that DuckDB understands (${first}); expected SQL over the file's columns, such as "Quantity" > 0`,
  );
}

function walk(node: Json, where: string, mentions: Set<string>, functions: Set<string>): void {
  if (node === null || typeof node !== "object") return;
  if (Array.isArray(node)) {
    for (const child of node) walk(child, where, mentions, functions);
    return;
  }
  if (node.class === "SUBQUERY") {
    throw new DataError(
      `where: ${JSON.stringify(where)} holds a subquery, expected a condition on one row; prepare the file beforehand`,
    );
  }
  if (node.class === "COLUMN_REF") for (const part of node.column_names as string[]) mentions.add(part.toLowerCase());
  if (typeof node.function_name === "string") functions.add(node.function_name.toLowerCase());
  for (const child of Object.values(node)) walk(child, where, mentions, functions);
}

async function refuseUnrepeatable(
  db: Database,
  where: string,
  used: Set<string>,
  functions: Set<string>,
): Promise<void> {
  const changing = await db.texts(
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'",
  );
  const clocks = ["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"];
  const found = changing.find((each) => functions.has(each)) ?? clocks.find((each) => used.has(each));
  if (found !== undefined) {
    throw new DataError(
      `where: ${JSON.stringify(where)} calls ${found}, whose answer changes from run to run; write the value itself`,
    );
  }
}
