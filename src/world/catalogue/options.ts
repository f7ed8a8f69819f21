import { z } from "zod";

const creatorsSchema = z.strictObject({
  count: z.int().nonnegative().default(0),
  production: z.number().nonnegative().default(0),
  imitation: z.number().min(0).max(1).default(0),
  floor: z.number().min(0).max(1).default(0),
  patience: z.int().positive().default(3),
});

/** What becomes of the catalogue from round to round. Its defaults leave it as it is. */
export const catalogueSchema = z
  .strictObject({
    arrivals: z.number().nonnegative().default(0),
    quality: z.strictObject({ sigma: z.number().nonnegative().default(0) }).prefault({}),
    ageing: z.number().nonnegative().default(0),
    lifetime: z.union([z.literal("none"), z.int().positive()]).default("none"),
    creators: creatorsSchema.prefault({}),
  })
  .refine(({ lifetime, arrivals, creators }) => lifetime === "none" || arrivals > 0 || producesItems(creators), {
    error: "expected arrivals, or creators with production: without new items the catalogue would run empty",
    path: ["lifetime"],
  });

export type CatalogueOptions = z.infer<typeof catalogueSchema>;
export type CreatorsOptions = CatalogueOptions["creators"];

const producesItems = ({ count, production }: z.infer<typeof creatorsSchema>): boolean => count > 0 && production > 0;

/** New items a round that creators add, all together. */
export const productionOf = ({ creators: { count, production } }: CatalogueOptions): number =>
  count > 0 ? production : 0;

/** Whether the catalogue stays as it is. */
export const isSettled = ({ arrivals, ageing, lifetime, creators }: CatalogueOptions): boolean =>
  arrivals === 0 && ageing === 0 && lifetime === "none" && creators.count === 0;
