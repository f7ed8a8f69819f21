import { z } from "zod";
import { ialsShape } from "../models/ials.ts";
import { logSourceSchema } from "./logSource.ts";
import { societySchema } from "./society/options.ts";

const share = z.number().min(0).max(1);
const society = societySchema.default({ kind: "none" });
const outsideShare = z.number().gt(0).lt(1).default(0.3);

/** A Dirichlet around a mean that is itself drawn, from a Dirichlet alike in all topics. */
const hierarchical = z.strictObject({ concentration: z.number().positive(), base: z.number().positive().default(1) });

/** Dirichlet concentration of each topic: one number for all topics, one a topic, or around a mean that is drawn. */
const taste = z.union([z.number().positive(), z.array(z.number().positive()).min(1), hierarchical]);
export type Concentration = z.infer<typeof taste>;

const group = z.strictObject({
  name: z.string().min(1),
  /** relative size */
  weight: z.number().positive().default(1),
  taste: taste.default(0.3),
});

/** A world drawn from a distribution: topic mixtures, Zipf popularity, log-normal activity, groups. */
export const drawnWorldSchema = z
  .strictObject({
    kind: z.literal("drawn"),
    users: z.int().min(2),
    items: z.int().min(2),
    topics: z.int().min(1).max(512).default(8),
    groups: z
      .array(group)
      .min(1)
      .default([{ name: "everyone", weight: 1, taste: 0.3 }]),
    tastes: z.enum(["dirichlet", "normal", "uniform"]).default("dirichlet"),
    itemTopics: z.enum(["dirichlet", "single", "normal"]).default("dirichlet"),
    itemConcentration: z.union([z.number().positive(), hierarchical]).default(0.1),
    tasteStrength: z.number().nonnegative().default(6),
    popularityExponent: z.number().nonnegative().default(1),
    qualitySigma: z.number().nonnegative().default(0),
    activity: z
      .strictObject({
        mean: z.number().positive().default(5),
        sigma: z.number().nonnegative().default(1),
        draw: z.enum(["poisson", "rounded"]).default("poisson"),
      })
      .prefault({}),
    history: z.int().positive().default(6),
    outsideShare: z.union([z.number().gt(0).lt(1), z.literal("unset")]).default(0.3),
    truth: z.enum(["each", "shared"]).default("each"),
    society,
  })
  .refine((w) => w.groups.every((g) => !Array.isArray(g.taste) || g.taste.length === w.topics), {
    error: "a group's taste needs one number, or one for each topic",
    path: ["groups"],
  });

/** Users who all share one taste (or one a group), given as item shares: the worlds of the closed-form laws. */
export const sharesWorldSchema = z
  .strictObject({
    kind: z.literal("shares"),
    users: z.int().positive(),
    shares: z.union([
      z.strictObject({ items: z.int().min(2), exponent: z.number().nonnegative() }),
      z.array(z.number().nonnegative()).min(2),
      z.array(z.array(z.number().nonnegative()).min(2)).min(1),
    ]),
    activity: z.int().positive().default(1),
    society,
  })
  .refine((w) => !Array.isArray(w.shares) || !Array.isArray(w.shares[0]) || w.users >= w.shares.length, {
    error: "shares by group need at least one user a group",
    path: ["users"],
  });

/** A world fitted to an interaction log. */
export const fittedWorldSchema = z.strictObject({
  kind: z.literal("log"),
  log: logSourceSchema,
  splits: z
    .strictObject({ tune: share.default(0.1), test: share.default(0.15) })
    .refine((splits) => splits.tune > 0 && splits.test > 0 && splits.tune + splits.test < 1, {
      error: "tune and test must be above 0 and leave something to fit: their sum must be below 1",
    })
    .prefault({}),
  periodDays: z.number().positive().default(30.4375),
  fit: z
    .strictObject({
      ...ialsShape,
      factors: ialsShape.factors.default(32),
      sweeps: ialsShape.sweeps.default(15),
      seed: z.int().min(0).max(0xffffffff).default(7919),
    })
    .prefault({}),
  outsideShare,
  society,
});

export const worldSchema = z.discriminatedUnion("kind", [drawnWorldSchema, sharesWorldSchema, fittedWorldSchema]);

export type WorldOptions = z.infer<typeof worldSchema>;
export type DrawnWorldOptions = z.infer<typeof drawnWorldSchema>;
export type SharesWorldOptions = z.infer<typeof sharesWorldSchema>;
export type FittedWorldOptions = z.infer<typeof fittedWorldSchema>;
