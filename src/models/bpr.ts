import { z } from "zod";
import type { BiasedItems, Factors } from "../core/index.ts";
import { planBpr } from "../core/plan.ts";
import { purposes } from "../core/purposes.ts";
import { drawnFactors } from "./initial.ts";
import { factorsOf, type ModelPart, seen, type TrainingContext } from "./model.ts";
import { joined, split } from "./widen.ts";

/** Four times the product of the largest rate and ridge is below 1, as the core asks for. */
const schema = z.strictObject({
  kind: z.literal("bpr"),
  factors: z.int().min(1).max(512).default(16),
  epochs: z.int().positive().default(30),
  learningRate: z.number().positive().max(0.5).default(0.05),
  regularization: z.number().nonnegative().max(0.49).default(0.01),
  negativeExponent: z.number().min(0).max(4).default(0),
  itemBias: z.boolean().default(true),
  start: z.enum(["warm", "cold"]).default("warm"),
  warmEpochs: z.int().positive().default(10),
});
type BprModelOptions = z.infer<typeof schema>;

/**
 * Bayesian personalised ranking (Rendle, Freudenthaler, Gantner and Schmidt-Thieme, UAI 2009) of the distinct pairs, whatever
 * they weigh. A bias is one factor more, which is 1 for every user. Users and items still to come take no part: no negative
 * is drawn among them, and their factors are zeros.
 */
export const bpr: ModelPart<typeof schema> = {
  schema,
  form: "factors",
  personal: true,
  train: async (context, options) => {
    const { core, key, round, training } = context;
    const warm = warmStart(context, options);
    const { factors, itemBias } = options;
    const { users, items } = context.here ?? training;
    const { indptr, indices } = training.byUser;
    const problem = {
      positives: { indptr: indptr.subarray(0, users + 1), indices },
      learningRate: options.learningRate,
      regularization: options.regularization,
      itemBias,
      negatives: { popularityExponent: options.negativeExponent },
      stream: { key, round, purpose: purposes.bpr },
    };
    const start = warm ?? drawnFactors(context, factors);
    const epochs = warm ? options.warmEpochs : options.epochs;
    const trained = await core.bpr(problem, firstRows(start, users, items), epochs);
    return {
      form: "factors",
      factors: plain(withRows(start, trained)),
      knowsUser: seen(training.byUser.indptr),
      knowsItem: seen(training.byItem.indptr),
    };
  },
  /** A pair and epoch: two products, and three rows that a gradient and a ridge move. */
  work: (context, options) => {
    const { factors, epochs, warmEpochs } = options;
    return (lastFactors(context, options) ? warmEpochs : epochs) * 8 * factors * context.training.byUser.indices.length;
  },
  dims: ({ factors, itemBias }) => factors + (itemBias ? 1 : 0),
  training: ({ factors, itemBias, negativeExponent }, { users, items, entries, threads }) => {
    const longest = Math.min(items, entries);
    return planBpr({
      ...{ users, items, entries, longest, itemBias, dims: factors, byPopularity: negativeExponent > 0 },
      ...(threads === undefined ? {} : { threads }),
    });
  },
};

function firstRows({ dims, users, items, itemBias }: BiasedItems, userCount: number, itemCount: number): BiasedItems {
  const factors = { dims, users: users.subarray(0, userCount * dims), items: items.subarray(0, itemCount * dims) };
  return itemBias ? { ...factors, itemBias: itemBias.subarray(0, itemCount) } : factors;
}

/** Those trained in the place of the first ones. */
function withRows({ dims, users, items }: BiasedItems, trained: BiasedItems): BiasedItems {
  const put = (values: Float32Array, length: number) => {
    const all = new Float32Array(length);
    all.set(values);
    return all;
  };
  const factors = { dims, users: put(trained.users, users.length), items: put(trained.items, items.length) };
  return trained.itemBias ? { ...factors, itemBias: put(trained.itemBias, items.length / dims) } : factors;
}

function plain({ dims, users, items, itemBias }: BiasedItems): Factors {
  if (!itemBias) return { dims, users, items };
  const ones = new Float32Array(users.length / dims).fill(1);
  return { dims: dims + 1, users: joined(users, dims, [ones]), items: joined(items, dims, [itemBias]) };
}

/** Those that a warm start goes on from. */
function lastFactors(
  { previous }: TrainingContext,
  { start, factors, itemBias }: BprModelOptions,
): Factors | undefined {
  if (start === "cold" || !previous) return undefined;
  const last = factorsOf(previous);
  return last.dims === factors + (itemBias ? 1 : 0) ? last : undefined;
}

function warmStart(context: TrainingContext, options: BprModelOptions): BiasedItems | undefined {
  const { factors, itemBias } = options;
  const last = lastFactors(context, options);
  if (!last || !itemBias) return last;
  const items = split(last.items, factors, 1);
  return {
    dims: factors,
    users: split(last.users, factors, 1).factors,
    items: items.factors,
    itemBias: items.columns[0]!,
  };
}
