import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { UnitRound } from "../experiment/index.ts";
import { provenances, SYNTHETIC } from "../log/index.ts";
import { runFiles } from "./files.ts";
import type { Column, ColumnType, Table, Tables } from "./tables.ts";

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
  const column = (type: ColumnType, impression: Cell, row: Cell): Column => ({
    type,
    values: Array.from({ length }, (_, n) => (n < shown ? impression(n) : row(n - shown))),
  });
  const same = (type: ColumnType, value: string | number): Column => ({ type, values: new Array(length).fill(value) });
  const event: Cell = (n) => (rows.provenance[n] === SYNTHETIC ? "synthetic" : "choice");
  const inSlate =
    (values: ArrayLike<number>): Cell =>
    (n) =>
      rows.position[n]! >= 0 ? values[n]! : null;
  return {
    arm: same("VARCHAR", arm),
    replicate: same("INTEGER", replicate),
    round: same("INTEGER", round),
    event: column("VARCHAR", () => "impression", event),
    user: column("INTEGER", of(impressions.user), of(rows.user)),
    item: column("INTEGER", of(impressions.item), of(rows.item)),
    position: column("INTEGER", of(impressions.position), inSlate(rows.position)),
    propensity: column("DOUBLE", of(impressions.propensity), inSlate(rows.propensity)),
    inclusion: column("DOUBLE", unlessZero(impressions.inclusion), unlessZero(rows.inclusion)),
    provenance: column(
      "VARCHAR",
      () => "recommended",
      (n) => provenances[rows.provenance[n]!]!,
    ),
    value: column("DOUBLE", missing, of(rows.value)),
    rating: column("DOUBLE", missing, unlessZero(rows.rating)),
  };
}

/** What a column holds in a row. */
type Cell = (n: number) => string | number | null;

const of =
  (values: ArrayLike<number>): Cell =>
  (n) =>
    values[n]!;

/** In these columns 0 stands for missing. */
const unlessZero =
  (values: ArrayLike<number>): Cell =>
  (n) =>
    values[n]! || null;

const missing: Cell = () => null;
