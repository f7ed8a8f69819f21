import { z } from "zod";
import { bpr } from "./bpr.ts";
import { content } from "./content.ts";
import { explicit } from "./explicit.ts";
import { ials } from "./ials.ts";
import { itemKnn } from "./itemKnn.ts";
import type { ModelPart } from "./model.ts";
import { oracle } from "./oracle.ts";
import { plugin } from "./plugin.ts";
import { popularity } from "./popularity.ts";
import { random } from "./random.ts";
import { social } from "./social.ts";
import { userKnn } from "./userKnn.ts";

/** Every kind of model: a line each. */
const parts = [ials, bpr, explicit, itemKnn, userKnn, content, social, popularity, random, oracle, plugin] as const;

type SchemasOf<P extends readonly ModelPart[]> = { [N in keyof P]: P[N]["schema"] };

export const modelSchema = z.discriminatedUnion(
  "kind",
  parts.map(({ schema }) => schema) as unknown as SchemasOf<typeof parts>,
);
export type ModelOptions = z.infer<typeof modelSchema>;

const byKind = new Map<string, ModelPart>(parts.map((part) => [part.schema.shape.kind.value, part]));

/** The part that trains models of a kind. */
export function modelPart(kind: ModelOptions["kind"]): ModelPart {
  const part = byKind.get(kind);
  if (!part) throw new Error(`modelPart: got kind ${kind}, expected one of ${[...byKind.keys()].join(", ")}`);
  return part;
}
