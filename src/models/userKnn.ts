import { z } from "zod";
import type { Neighbours, ValuedCsr } from "../core/index.ts";
import { planNeighbours } from "../core/plan.ts";
import { purposes } from "../core/purposes.ts";
import { type ModelPart, pairsWithin, seen, valued } from "./model.ts";

const schema = z.strictObject({
  kind: z.literal("userKnn"),
  neighbours: z.int().positive().default(50),
  shrinkage: z.number().nonnegative().default(10),
  votes: z.enum(["similarity", "equal"]).default("similarity"),
});

/**
 * User-based nearest neighbours (Resnick, Iacovou, Suchak, Bergstrom and Riedl 1994): what the users of the largest shrunk
 * cosine consumed. Their lists are those of itemKnn with users and items exchanged. A user like no other is as one who
 * consumed nothing.
 */
export const userKnn: ModelPart<typeof schema> = {
  schema,
  form: "peers",
  personal: true,
  train: async ({ core, key, training }, { neighbours, shrinkage, votes }) => {
    const rows = valued(training.byUser);
    const ties = { key, round: 0, purpose: purposes.neighbourTies };
    const transposed = { byUser: valued(training.byItem), byItem: rows };
    const lists = await core.itemNeighbours(transposed, neighbours, shrinkage, ties);
    const peers = peersOf(lists, votes === "equal");
    return { form: "peers", peers, rows, knowsUser: seen(peers.indptr), knowsItem: seen(training.byItem.indptr) };
  },
  /** Σ n_i² */
  work: ({ training: { byItem } }) => pairsWithin(byItem.indptr),
  training: ({ neighbours }, sizes) => planNeighbours({ ...sizes, users: sizes.items, items: sizes.users }, neighbours),
};

/** Each user's list, the most alike first, without the places that nobody fills. */
function peersOf({ count, items: listed, similarities }: Neighbours, equal: boolean): ValuedCsr {
  const indptr = new Int32Array(listed.length / count + 1);
  const taken: number[] = [];
  for (let u = 0; u + 1 < indptr.length; u++) {
    for (let at = u * count; at < (u + 1) * count && listed[at]! >= 0; at++) taken.push(at);
    indptr[u + 1] = taken.length;
  }
  return {
    indptr,
    indices: Int32Array.from(taken, (at) => listed[at]!),
    values: Float32Array.from(taken, (at) => (equal ? 1 : similarities[at]!)),
  };
}
