import type { Factors, ValuedCsr } from "../core/index.ts";
import type { WeightedPairs } from "../log/index.ts";
import {
  check,
  type Guard,
  type OptionsSchema,
  type PluginOptions,
  partOf,
  pluginSchema,
  requireColumn,
  shown,
} from "../plugins/index.ts";
import type { Model, ModelPart, TrainingContext } from "./model.ts";

/** What a model of one's own is trained to. Who and what it knows is everybody and everything where it does not say. */
export type OwnModel = ({ readonly form: "factors"; readonly factors: Factors } | OwnLists) & {
  /** (users) 1 where it has scores of the user's own: the others get `coldUser` */
  readonly knowsUser?: Uint8Array;
  /** (items) 1 where the item can be retrieved unless `coldItem` allows all */
  readonly knowsItem?: Uint8Array;
};

interface OwnLists {
  readonly form: "lists";
  /** by user: items ascending, with scores above 0; no other item is retrieved */
  readonly lists: ValuedCsr;
}

/** A model of one's own: ranks, and retrieves. */
export interface ModelPlugin<O = unknown> {
  readonly part: "model";
  readonly name: string;
  readonly schema?: OptionsSchema<O>;
  train(context: TrainingContext, options: O): OwnModel | Promise<OwnModel>;
  /** Multiplications that a training takes, for the metric training_work; 0 if left out. */
  work?(context: TrainingContext, options: O): number;
  /** The model for users it was trained without, by what they have consumed: one row of `history` a user. */
  foldIn?(
    core: TrainingContext["core"],
    model: Model,
    history: WeightedPairs,
    options: O,
  ): OwnModel | Promise<OwnModel>;
}

/** The model that the options name; what it gives is checked. */
export const plugin: ModelPart<typeof pluginSchema> = {
  schema: pluginSchema,
  // what form a part gives, and what it needs, is known once it has run
  form: "factors",
  personal: false,
  async train(context, given) {
    const { part, guard } = partOf<ModelPlugin>(given);
    const model = await guard.wait("train", () => part.train(context, given.options));
    return requireModel(guard, "train", model, context.training);
  },
  work(context, given) {
    const { part, guard } = partOf<ModelPlugin>(given);
    const work = guard.call("work", () => part.work?.(context, given.options) ?? 0);
    check(guard, work >= 0 && work < Infinity, "work", () => `${work}, expected a number of at least 0`);
    return work;
  },
  foldsIn: (given) => partOf<ModelPlugin>(given as PluginOptions).part.foldIn !== undefined,
  async foldIn(core, before, history, given) {
    const { part, guard } = partOf<ModelPlugin>(given);
    const model = await guard.wait("foldIn", () => part.foldIn!(core, before, history, given.options));
    const size = { users: before.knowsUser.length, items: before.knowsItem.length };
    return requireModel(guard, "foldIn", model, size);
  },
};

interface Size {
  readonly users: number;
  readonly items: number;
}

/** The model as plain data of its own, so that it can be saved. */
function requireModel(guard: Guard, what: string, model: OwnModel, size: Size): Model {
  const known = model?.form === "factors" || model?.form === "lists";
  check(guard, known, what, () => `${shown(model)}, expected a model whose form is "factors" or "lists"`);
  const flags = (given: Uint8Array | undefined, key: string, length: number) => {
    if (given === undefined) return new Uint8Array(length).fill(1);
    return requireColumn(
      guard,
      `${what}: ${key}`,
      given,
      { type: Uint8Array, length, wanted: "0 or 1" },
      (f) => f <= 1,
    );
  };
  const knowledge = {
    knowsUser: flags(model.knowsUser, "knowsUser", size.users),
    knowsItem: flags(model.knowsItem, "knowsItem", size.items),
  };
  return model.form === "factors"
    ? { form: "factors", factors: requireFactors(guard, what, model.factors, size), ...knowledge }
    : { form: "lists", lists: requireLists(guard, what, model.lists, size), ...knowledge };
}

function requireFactors(guard: Guard, what: string, factors: Factors, size: Size): Factors {
  const dims = factors?.dims;
  check(guard, Number.isSafeInteger(dims) && dims > 0, what, () => `factors of ${dims} dims, expected at least 1`);
  const side = (key: "users" | "items") => {
    const column = { type: Float32Array, length: size[key] * dims, wanted: "a finite number" };
    return requireColumn(guard, `${what}: factors.${key}`, factors[key], column, (x) => Math.abs(x) < Infinity);
  };
  return { dims, users: side("users"), items: side("items") };
}

function requireLists(guard: Guard, what: string, lists: ValuedCsr, { users, items }: Size): ValuedCsr {
  const pointers = { type: Int32Array, length: users + 1, wanted: "a pointer of at least 0" };
  const indptr = requireColumn(guard, `${what}: lists.indptr`, lists?.indptr, pointers, (p) => p >= 0);
  const isRising = indptr[0] === 0 && indptr.every((p, u) => u === 0 || p >= indptr[u - 1]!);
  check(guard, isRising, `${what}: lists.indptr`, () => "pointers that fall, or do not begin at 0");
  const length = indptr[users]!;
  const column = { type: Int32Array, length, wanted: `an item from 0 to ${items - 1}` };
  const indices = requireColumn(guard, `${what}: lists.indices`, lists.indices, column, (i) => i >= 0 && i < items);
  const scores = { type: Float32Array, length, wanted: "a score above 0" };
  const values = requireColumn(guard, `${what}: lists.values`, lists.values, scores, (x) => x > 0 && x < Infinity);
  for (let u = 0; u < users; u++) {
    for (let e = indptr[u]! + 1; e < indptr[u + 1]!; e++) {
      const isAscending = indices[e]! > indices[e - 1]!;
      check(
        guard,
        isAscending,
        `${what}: lists.indices`,
        () => `item ${indices[e]} behind ${indices[e - 1]}, expected ascending`,
      );
    }
  }
  return { indptr, indices, values };
}
