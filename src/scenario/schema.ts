import { z } from "zod";
import { dataSchema } from "../log/options.ts";
import { groupsSchema, metricsSchema } from "../metrics/schema.ts";
import { recommenderSchema } from "../recommender/options.ts";
import { usersSchema } from "../users/options.ts";
import { catalogueSchema } from "../world/catalogue/options.ts";
import { worldSchema } from "../world/options.ts";

/** The parts of a scenario that an arm may override. */
export const sections = {
  users: usersSchema,
  recommender: recommenderSchema,
  data: dataSchema,
  catalogue: catalogueSchema,
};
export type Section = keyof typeof sections;
export const sectionNames = Object.keys(sections) as readonly Section[];

export const twinKinds = ["none", "random", "popularity", "oracle"] as const;

const name = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: "lower-case words and numbers joined by single hyphens" });

const armName = z
  .string()
  .max(64)
  .regex(/^(?!control|twin)[a-z][a-z0-9]*(-[a-z0-9]+)*$/, {
    error: 'lower-case words joined by single hyphens, not beginning with "control" or "twin"',
  });

/** An override is checked once it lies over the base, not alone. */
const override = z.unknown().optional();

const arm = z.strictObject({
  description: z.string().default("").describe("what sets the arm apart, in a few words"),
  safeguard: z
    .string()
    .min(1)
    .max(40)
    .optional()
    .describe("the safeguard that the arm tries; what it keeps and costs is told against the first arm without one"),
  dose: z.number().optional().describe("how much of the safeguard, in its own unit: a number to order its arms by"),
  from: z
    .int()
    .min(1)
    .optional()
    .describe("the round from which the arm's own keys hold, by default the first; before it the arm is the scenario"),
  users: override.describe("keys of users that this arm changes"),
  recommender: override.describe("keys of recommender that this arm changes"),
  data: override.describe("keys of data that this arm changes"),
  catalogue: override.describe("keys of catalogue that this arm changes"),
});

/** A scenario file. `name` has no default here: it is the file's base name. */
export const scenarioSchema = z.strictObject({
  version: z.literal(1).describe("the version of this format"),
  name: name.optional().describe("names the run directory; by default the file's base name"),
  description: z.string().default("").describe("what the experiment is about, shown in the report"),
  seed: z
    .int()
    .min(0)
    .max(0xffffffff)
    .default(1)
    .describe("seed of every random draw: the same scenario and seed give the same result"),
  rounds: z.int().min(1).default(10).describe("how many times the recommender is retrained on what it caused"),
  replicates: z
    .int()
    .min(1)
    .default(3)
    .describe("how many times every arm is run, with other random draws; intervals are over replicates"),
  plugins: z
    .array(z.string().min(1))
    .refine((files) => new Set(files).size === files.length, { error: "expected every file once" })
    .default([])
    .describe("modules with parts of your own, .js, .mjs or .ts, relative to the scenario's folder: docs/plugins.md"),
  period: z.string().min(1).max(40).default("round").describe('what a round stands for in charts, such as "month"'),
  world: worldSchema.describe("what is true and what no recommender sees: catalogue, preferences, organic demand"),
  users: usersSchema.prefault({}).describe("how users look at a slate, choose and change"),
  recommender: recommenderSchema.prefault({}).describe("the model and how slates are made from its scores"),
  data: dataSchema.prefault({}).describe("what a round trains on, and where its new rows come from"),
  catalogue: catalogueSchema
    .prefault({})
    .describe("what becomes of the catalogue: new items, ageing, withdrawal, creators"),
  arms: z
    .record(armName, arm)
    .refine((arms) => Object.keys(arms).length > 0, { error: "got no arm, expected at least one" })
    .default({ baseline: { description: "" } })
    .describe("the treatments to compare, by name: each is the scenario with some keys of its own"),
  control: z
    .boolean()
    .default(true)
    .describe("also run every arm's control, the same number of rows a round, all fresh and authentic"),
  twins: z
    .array(z.enum(twinKinds))
    .refine((twins) => new Set(twins).size === twins.length, { error: "expected every twin once" })
    .default([])
    .describe("references to run in the same world: no recommender, random, popularity, oracle"),
  metrics: metricsSchema.default("all"),
  measure: z
    .strictObject({
      pairs: z.int().min(1).default(10_000).describe("pairs of users whose slates and consumption are compared"),
      tail: z
        .number()
        .gt(0)
        .lt(1)
        .default(0.2)
        .describe("the tail: the least popular items that hold this share of authentic interactions at round 0"),
      groups: groupsSchema,
      window: z.int().min(1).default(3).describe("rounds running for which a change must last to be called collapse"),
    })
    .prefault({})
    .describe("settings of the metrics and of the collapse rule"),
  log: z
    .enum(["none", "choices", "all"])
    .default("none")
    .describe("the interaction log to keep: nothing, choices, or impressions as well"),
});
