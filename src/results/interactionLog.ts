import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { UnitRound } from "../experiment/index.ts";
import { provenances, SYNTHETIC } from "../log/index.ts";
import { runFiles } from "./files.ts";
import type { Table, Tables } from "./tables.ts";

/** Folder of the rounds' parts, joined into log.parquet once the run has finished. */
const folderOf = (directory: string) => join(directory, runFiles.checkpoint, "log");

const partOf = (directory: string, { arm, replicate, round }: RoundKey) =>
  join(folderOf(directory), `${arm}.${replicate}.${round}.parquet`);

type RoundKey = Pick<UnitRound, "arm" | "replicate" | "round">;

/** Writes the round's part of the interaction log, so that no more than a round is ever held. */
export async function writeLogPart(tables: Tables, directory: string, round: UnitRound): Promise<void> {
  if (!round.log) return;
  mkdirSync(folderOf(directory), { recursive: true });
  await tables.write(partOf(directory, round), logTable(round, round.log));
}

/** Joins the parts of all rounds, in the order given, into log.parquet. */
export async function joinLog(tables: Tables, directory: string, rounds: readonly RoundKey[]): Promise<void> {
  const parts = rounds.map((round) => partOf(directory, round));
  await tables.join(join(directory, runFiles.log), parts, logTable({ arm: "", replicate: 1, round: 0 }, nothing));
}

const nothing: NonNullable<UnitRound["log"]> = {
  rows: {
    user: new Int32Array(),
    item: new Int32Array(),
    round: new Int32Array(),
    provenance: new Uint8Array(),
    position: new Int16Array(),
    propensity: new Float64Array(),
    inclusion: new Float32Array(),
    value: new Float64Array(),
    rating: new Float32Array(),
  },
  impressions: {
    user: new Int32Array(),
    item: new Int32Array(),
    position: new Int16Array(),
    propensity: new Float64Array(),
    inclusion: new Float32Array(),
  },
};

/**
 * Impressions first, then the round's new rows; position and propensity are missing where there was no slate, inclusion
 * and rating also where no option asks for them.
 */
function logTable({ arm, replicate, round }: RoundKey, { rows, impressions }: NonNullable<UnitRound["log"]>): Table {
  const shown = impressions.user.length;
  const length = shown + rows.user.length;
  const constant = <T>(value: T): T[] => new Array<T>(length).fill(value);
  const slot = (n: number) => rows.position[n]! >= 0;
  const each = <T>(impression: (n: number) => T, row: (n: number) => T): T[] =>
    Array.from({ length }, (_, n) => (n < shown ? impression(n) : row(n - shown)));
  return {
    arm: { type: "VARCHAR", values: constant(arm) },
    replicate: { type: "INTEGER", values: constant(replicate) },
    round: { type: "INTEGER", values: constant(round) },
    event: {
      type: "VARCHAR",
      values: each(
        () => "impression",
        (n) => (rows.provenance[n] === SYNTHETIC ? "synthetic" : "choice"),
      ),
    },
    user: {
      type: "INTEGER",
      values: each(
        (n) => impressions.user[n]!,
        (n) => rows.user[n]!,
      ),
    },
    item: {
      type: "INTEGER",
      values: each(
        (n) => impressions.item[n]!,
        (n) => rows.item[n]!,
      ),
    },
    position: {
      type: "INTEGER",
      values: each<number | null>(
        (n) => impressions.position[n]!,
        (n) => (slot(n) ? rows.position[n]! : null),
      ),
    },
    propensity: {
      type: "DOUBLE",
      values: each<number | null>(
        (n) => impressions.propensity[n]!,
        (n) => (slot(n) ? rows.propensity[n]! : null),
      ),
    },
    inclusion: {
      type: "DOUBLE",
      values: each<number | null>(
        (n) => impressions.inclusion[n]! || null,
        (n) => rows.inclusion[n]! || null,
      ),
    },
    provenance: {
      type: "VARCHAR",
      values: each(
        () => "recommended",
        (n) => provenances[rows.provenance[n]!]!,
      ),
    },
    value: {
      type: "DOUBLE",
      values: each<number | null>(
        () => null,
        (n) => rows.value[n]!,
      ),
    },
    rating: {
      type: "DOUBLE",
      values: each<number | null>(
        () => null,
        (n) => rows.rating[n]! || null,
      ),
    },
  };
}
