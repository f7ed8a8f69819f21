import { z } from "zod";
import { calibrated } from "./calibrated.ts";
import { floor } from "./floor.ts";
import { mmr } from "./mmr.ts";
import { newest } from "./newest.ts";
import { plugin } from "./plugin.ts";
import { popularity } from "./popularity.ts";
import { random } from "./random.ts";
import type { RerankerPart } from "./reranker.ts";

/** Every kind of re-ranker: a line each. */
const parts = [mmr, calibrated, popularity, floor, newest, random, plugin] as const;

type SchemasOf<P extends readonly RerankerPart[]> = { [N in keyof P]: P[N]["schema"] };

export const rerankerSchema = z.discriminatedUnion(
  "kind",
  parts.map(({ schema }) => schema) as unknown as SchemasOf<typeof parts>,
);
export type RerankerOptions = z.infer<typeof rerankerSchema>;

const byKind = new Map<string, RerankerPart>(parts.map((part) => [part.schema.shape.kind.value, part]));

/** The part that re-ranks by a kind. */
export function rerankerPart(kind: RerankerOptions["kind"]): RerankerPart {
  const part = byKind.get(kind);
  if (!part) throw new Error(`rerankerPart: got kind ${kind}, expected one of ${[...byKind.keys()].join(", ")}`);
  return part;
}
