import { z } from "zod";

const degree = z.number().nonnegative();
const column = z.string().min(1);

/** Who knows whom. */
export const societySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({
    kind: z.literal("smallWorld"),
    degree: z
      .int()
      .min(2)
      .refine((degree) => degree % 2 === 0, { error: "expected an even number: as many on either side of the ring" })
      .default(10),
    rewiring: z.number().min(0).max(1).default(0.1),
  }),
  z.strictObject({ kind: z.literal("scaleFree"), links: z.int().positive().default(5) }),
  z.strictObject({
    kind: z.literal("communities"),
    /** how many; by default they are the users' groups */
    count: z.int().positive().optional(),
    inside: degree.default(8),
    outside: degree.default(2),
  }),
  z.strictObject({
    kind: z.literal("edges"),
    /** .csv, .tsv, either of them with .gz, or .parquet */
    file: z.string().min(1),
    columns: z.strictObject({ from: column.default("from"), to: column.default("to") }).prefault({}),
  }),
]);

export type SocietyOptions = z.infer<typeof societySchema>;
export type SocietyOf<Kind extends SocietyOptions["kind"]> = Extract<SocietyOptions, { kind: Kind }>;
/** A list of friendships in a file. */
export type EdgeSource = Omit<SocietyOf<"edges">, "kind">;
