import type { ValuedCsr } from "../core/index.ts";
import type { FactorModel, Model } from "./model.ts";

/**
 * A row a user: what the model knows users by. The user's factors; of neighbours and peers the weighted history, of
 * friends who they are, of lists the list. Factors in which all users agree say nothing about any of them (an item's bias is
 * one) and are left out, so that rows of a model that is the same for everybody are empty.
 */
export function userRows(model: Model): ValuedCsr {
  if (model.form === "neighbours") return model.histories;
  if (model.form === "peers") return model.rows;
  if (model.form === "lists") return model.lists;
  if (model.form === "friends")
    return { ...model.friends, values: new Float32Array(model.friends.indices.length).fill(1) };
  return factorRows(model);
}

function factorRows({ factors: { dims, users } }: FactorModel): ValuedCsr {
  const count = users.length / dims;
  const telling = Array.from({ length: dims }, (_, k) => k).filter((k) => differs(users, dims, k));
  const width = telling.length;
  const indices = Int32Array.from({ length: count * width }, (_, e) => telling[e % width]!);
  const values = Float32Array.from(indices, (k, e) => users[Math.trunc(e / width) * dims + k]!);
  return { indptr: Int32Array.from({ length: count + 1 }, (_, u) => u * width), indices, values };
}

function differs(users: Float32Array, dims: number, k: number): boolean {
  for (let at = k + dims; at < users.length; at += dims) if (users[at] !== users[k]) return true;
  return false;
}
