import { z } from "zod";

const share = z.number().min(0).max(1);
const weight = z.number().nonnegative();

/** Rows that are new in a round: as many as the users' activity says, a number, or start · round^power. */
const rows = z.union([
  z.literal("activity"),
  z.int().positive(),
  z.array(z.int().positive()).min(1),
  z.strictObject({ start: z.number().positive(), power: z.number().default(0) }),
]);

/** What a round trains on, and where its new rows come from. */
export const dataSchema = z
  .strictObject({
    regime: z.enum(["accumulate", "replace", "window"]).default("accumulate"),
    window: z.int().positive().default(3),
    seed: z.enum(["keep", "drop"]).optional(),
    authentic: z
      .strictObject({ share: share.default(0), by: z.enum(["fresh", "replayed"]).default("fresh") })
      .prefault({}),
    synthetic: z.strictObject({ share: share.default(0) }).prefault({}),
    weights: z
      .strictObject({ authentic: weight.default(1), recommended: weight.default(1), synthetic: weight.default(1) })
      .prefault({}),
    rows: rows.default("activity"),
  })
  .refine((data) => data.authentic.share + data.synthetic.share <= 1, {
    error: "authentic.share and synthetic.share are shares of the same rows: their sum must be at most 1",
  })
  .transform((data) => ({
    ...data,
    seed: data.seed ?? (data.regime === "accumulate" ? ("keep" as const) : ("drop" as const)),
  }));

export type DataOptions = z.infer<typeof dataSchema>;
export type RowSchedule = DataOptions["rows"];
