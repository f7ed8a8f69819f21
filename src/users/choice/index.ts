import { z } from "zod";
import { pluginSchema } from "../../plugins/index.ts";
import { always } from "./always.ts";
import { best } from "./best.ts";
import { cascade } from "./cascade.ts";
import { logit } from "./logit.ts";
import type { ChoiceModel } from "./model.ts";
import { pluginChoice } from "./plugin.ts";
import { rank } from "./rank.ts";

export type { ChoiceModel, ChoicePart, Looks, Setting } from "./model.ts";
export type { ChoicePlugin, OwnChoiceModel } from "./plugin.ts";

const parts = { logit, cascade, best, rank, always };

export const choiceSchema = z.discriminatedUnion("kind", [
  logit.schema,
  cascade.schema,
  best.schema,
  rank.schema,
  always.schema,
  pluginSchema,
]);

export type ChoiceOptions = z.infer<typeof choiceSchema>;

/** The choice model that the options name. */
export function choiceModel(options: ChoiceOptions): ChoiceModel {
  if (options.kind === "plugin") return pluginChoice(options);
  const create = parts[options.kind].create as (options: ChoiceOptions) => ChoiceModel;
  return create(options);
}
