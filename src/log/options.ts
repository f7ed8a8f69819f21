import { z } from "zod";
import { pluginSchema } from "../plugins/index.ts";
import { regimeNamed, regimeNames } from "./regimes/index.ts";
import { firstExcess, scheduleSchema } from "./schedule.ts";

const weight = z.number().nonnegative();

/** Rows that are new in a round: as many as the users' activity says, a number, or start · round^power. */
const rows = z.union([
  z.literal("activity"),
  z.int().positive(),
  z.array(z.int().positive()).min(1),
  z.strictObject({ start: z.number().positive(), power: z.number().default(0) }),
]);

const TOO_MUCH = "authentic.share and synthetic.share are shares of the same rows: their sum must be at most 1";

/** What a round trains on, and where its new rows come from. */
export const dataSchema = z
  .strictObject({
    regime: z.union([z.enum(regimeNames), pluginSchema]).default("accumulate"),
    window: z.int().positive().default(3),
    subsample: z.union([z.literal("round"), z.int().positive()]).default("round"),
    seed: z.enum(["keep", "drop"]).optional(),
    authentic: z
      .strictObject({
        share: scheduleSchema.default(0),
        by: z.enum(["fresh", "replayed"]).default("fresh"),
        draw: z.enum(["independent", "stratified"]).default("independent"),
        unit: z.enum(["row", "user"]).default("row"),
      })
      .prefault({}),
    synthetic: z
      .strictObject({
        share: scheduleSchema.default(0),
        from: z.enum(["current", "previous"]).default("current"),
        temperature: z.union([z.literal("fitted"), z.number().positive()]).default("fitted"),
      })
      .prefault({}),
    weights: z
      .strictObject({ authentic: weight.default(1), recommended: weight.default(1), synthetic: weight.default(1) })
      .prefault({}),
    rows: rows.default("activity"),
  })
  .superRefine(({ authentic, synthetic }, context) => {
    const excess = firstExcess([authentic.share, synthetic.share]);
    if (!excess) return;
    const constant = typeof authentic.share === "number" && typeof synthetic.share === "number";
    const where = constant ? "" : `; in round ${excess.round} it is ${excess.sum}`;
    context.addIssue({ code: "custom", message: `${TOO_MUCH}${where}` });
  })
  .transform((data) => ({ ...data, seed: data.seed ?? regimeNamed(data.regime).seed }));

export type DataOptions = z.infer<typeof dataSchema>;
export type RowSchedule = DataOptions["rows"];
