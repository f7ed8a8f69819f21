import { z } from "zod";
import { type ModelPart, seen, valued } from "./model.ts";

const schema = z.strictObject({
  kind: z.literal("social"),
  by: z.enum(["rows", "friends"]).default("rows"),
});

/**
 * What friends consume: an item's score is the summed training weight of the friends' rows, or the number of friends who have
 * any. A user none of whose friends has a row is as one without rows.
 */
export const social: ModelPart<typeof schema> = {
  schema,
  form: "friends",
  personal: true,
  work: () => 0,
  train: ({ training, friends }, { by }) => {
    if (!friends)
      throw new Error("social: the world has no society; a scenario that asks for one is refused when read");
    const { indptr, indices } = friends;
    const hasRows = seen(training.byUser.indptr);
    const knowsUser = new Uint8Array(hasRows.length);
    for (let u = 0; u < knowsUser.length; u++) {
      for (let e = indptr[u]!; e < indptr[u + 1]!; e++) knowsUser[u]! |= hasRows[indices[e]!]!;
    }
    const rows = valued(training.byUser);
    return {
      form: "friends",
      friends: { indptr, indices },
      rows: by === "rows" ? rows : { ...rows, values: new Float32Array(rows.values.length).fill(1) },
      knowsUser,
      knowsItem: seen(training.byItem.indptr),
    };
  },
};
