// @ts-check
// A data regime: the rows of every n-th round alone, as of a shop that keeps one month in n. Round 0 is the original log.
import { z } from "zod";

const options = z.strictObject({ every: z.int().positive().default(2) });

/** @type {import("monoculture").RegimePlugin<z.infer<typeof options>>} */
const everySecond = {
  part: "regime",
  name: "every-second",
  schema: options,
  select: ({ parts }, { every }) => parts.filter((part) => part.round[0] % every === 0).map((part) => ({ part })),
};

export default everySecond;
