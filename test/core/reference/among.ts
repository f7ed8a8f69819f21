/** Reference for top-k among candidates: the whole catalogue's order, of which each row keeps what it may be given. */
import type { Core } from "../../../src/core/index.ts";
import { twin as scoring } from "./scoring.ts";

export type Among = Pick<Core, "topKAmong">;

export const twin: Among = {
  async topKAmong(factors, users, candidates, k, eligibility, ties) {
    const all = factors.items.length / factors.dims;
    const ranked = await scoring.topK(factors, users, all, eligibility, ties);
    const items = new Int32Array(users.length * k).fill(-1);
    const scores = new Float32Array(users.length * k);
    users.forEach((_, e) => {
      const own = new Set(candidates.indices.subarray(candidates.indptr[e]!, candidates.indptr[e + 1]!));
      const places = Array.from({ length: all }, (_, slot) => e * all + slot).filter((at) =>
        own.has(ranked.items[at]!),
      );
      places.slice(0, k).forEach((at, slot) => {
        items[e * k + slot] = ranked.items[at]!;
        scores[e * k + slot] = ranked.scores[at]!;
      });
    });
    return { items, scores };
  },
};
