import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { runFiles } from "../../src/results/index.ts";
import type { StudyRun } from "./study.ts";

/** How often some users of an arm's replicate chose an item in a round. */
export interface Chosen {
  readonly arm: string;
  readonly replicate: number;
  readonly round: number;
  readonly user: number;
  readonly item: number;
  readonly count: number;
}

/**
 * The choices in the run's log.parquet, which the scenario's `log: choices` keeps, by arm, replicate, round and item; by user
 * as well where `by` says so, otherwise user is -1. Ordered so.
 */
export async function choicesOf({ directory }: StudyRun, by: "user" | "item"): Promise<Chosen[]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const user = by === "user" ? "user" : "-1";
  const file = join(directory, runFiles.log).replaceAll("'", "''");
  try {
    const rows = await connection.runAndReadAll(
      `SELECT arm, replicate, round, ${user} AS u, item, count(*)::INTEGER FROM read_parquet('${file}')
      WHERE event = 'choice' GROUP BY ALL ORDER BY ALL`,
    );
    return rows.getRows().map(([arm, replicate, round, u, item, count]) => {
      const numbers = { replicate: Number(replicate), round: Number(round), user: Number(u), item: Number(item) };
      return { arm: String(arm), ...numbers, count: Number(count) };
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The choices by what `key` makes of each, in their order. */
export function groupedBy<K>(chosen: readonly Chosen[], key: (one: Chosen) => K): Map<K, Chosen[]> {
  const groups = new Map<K, Chosen[]>();
  for (const one of chosen) {
    const group = groups.get(key(one)) ?? [];
    groups.set(key(one), group);
    group.push(one);
  }
  return groups;
}
