import type { Core } from "../core/index.ts";
import { judge, type LawResult, piecesOf } from "./check.ts";
import type { Laboratory, Law, Replicates } from "./law.ts";

/** Some replicates of a law: what one thread does in one go. */
export interface Piece extends Replicates {
  readonly law: Law;
}

/** What came of a piece: the rows of its replicates, or why there are none. */
export type Found = { readonly rows: readonly Float64Array[] } | { readonly error: string };

/** Where pieces are observed: in this thread, or in several workers. */
export interface Observatory {
  /** Observes all pieces, in any order. Stops early when the signal aborts. */
  observe(pieces: readonly Piece[], onFound: (piece: Piece, found: Found) => void, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface Selection {
  readonly laws: readonly Law[];
  readonly seed: number;
  /** the fast selection: fewer replicates, of the laws that are part of it */
  readonly fast: boolean;
}

export interface ValidationHooks {
  /** after every piece: how many are done of how many, and the law that this one was of */
  readonly onPiece?: (done: number, all: number, law: Law) => void;
  readonly signal?: AbortSignal;
}

/** How many replicates a selection takes of a law; none of those that are not in it. */
export const replicatesOf = ({ replicates }: Law, fast: boolean): number =>
  fast ? (replicates.fast ?? 0) : replicates.all;

/**
 * Observes the laws of a selection and compares them with their closed forms. Results depend on the seed alone, not on where
 * or in which order pieces are observed. A law that cannot be observed has failed.
 * @param core what closed forms are computed with
 * @throws the signal's reason where it aborts
 */
export async function validate(
  core: Core,
  observatory: Observatory,
  { laws, seed, fast }: Selection,
  { onPiece, signal }: ValidationHooks = {},
): Promise<LawResult[]> {
  const pieces = laws.flatMap((law) =>
    piecesOf(law, seed, replicatesOf(law, fast)).map((piece): Piece => ({ law, ...piece })),
  );
  const found = new Map<Piece, Found>();
  await observatory.observe(
    pieces,
    (piece, what) => {
      found.set(piece, what);
      onPiece?.(found.size, pieces.length, piece.law);
    },
    signal,
  );
  signal?.throwIfAborted();
  return laws
    .map((law) => ({ law, parts: pieces.filter((piece) => piece.law === law).map((piece) => found.get(piece)!) }))
    .filter(({ parts }) => parts.length > 0)
    .map(({ law, parts }) => resultOf(core, law, parts));
}

function resultOf(core: Core, law: Law, parts: readonly Found[]): LawResult {
  const rows: Float64Array[] = [];
  for (const part of parts) {
    if ("error" in part) {
      const { name, family, statement, setup, source } = law;
      return {
        name,
        family,
        statement,
        setup,
        source,
        replicates: 0,
        holds: false,
        comparisons: [],
        error: part.error,
      };
    }
    rows.push(...part.rows);
  }
  return judge(law, core, rows);
}

/** One piece, in this thread. */
export async function observePiece(laboratory: Laboratory, { law, seed, first, last }: Piece): Promise<Found> {
  try {
    return { rows: await law.observe(laboratory, { seed, first, last }) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Everything in this thread, one piece after another. */
export function hereObservatory(laboratory: Laboratory): Observatory {
  return {
    async observe(pieces, onFound, signal) {
      for (const piece of pieces) {
        if (signal?.aborted) return;
        onFound(piece, await observePiece(laboratory, piece));
      }
    },
    close: async () => {},
  };
}

/** Checks one law in this thread. A law that cannot be observed has failed. */
export async function checkLaw(
  laboratory: Laboratory,
  law: Law,
  seed = 1,
  replicates = law.replicates.fast ?? law.replicates.all,
): Promise<LawResult> {
  const parts: Found[] = [];
  for (const piece of piecesOf(law, seed, replicates)) parts.push(await observePiece(laboratory, { law, ...piece }));
  return resultOf(laboratory.core, law, parts);
}
