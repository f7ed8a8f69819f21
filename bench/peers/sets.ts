import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Core, Csr } from "../../src/core/index.ts";
import { readLog } from "../../src/ingest/index.ts";
import { distinctPairs } from "../../src/log/index.ts";
import { type About, holds, type Matrix, writeArray, writeMatrix } from "./matrix.ts";
import { plantedRows } from "./planted.ts";
import { purpose, streamOf } from "./streams.ts";

export const setNames = ["small", "medium", "retail"] as const;
export type SetName = (typeof setNames)[number];

const SEED = 20_260;
const VERSION = 1;
/** Strength of an observation: c = 1 + ALPHA · r with r from 1 to 5 (planted) or 1 (retail). */
const ALPHA = 5;

const planted = {
  small: { users: 10_000, items: 5_000, entries: 500_000 },
  medium: { users: 138_000, items: 20_000, entries: 10_000_000 },
} as const;

function aboutOf(name: SetName): About {
  const made = { name, version: VERSION, seed: SEED, alpha: ALPHA, regularization: 5 };
  return name === "retail"
    ? { ...made, description: "Online Retail: distinct customer and product pairs of the shipped log, c = 6" }
    : {
        ...made,
        description: "planted: 64 topics of falling weight, popularity (rank + items / 200)^-1.3, c = 1 + 5 r",
      };
}

/** The folder of a set under `root`, drawn anew where it is missing or of another making. */
export async function prepareSet(core: Core, root: string, project: URL, name: SetName): Promise<string> {
  const folder = join(root, name);
  const about = aboutOf(name);
  if (await holds(folder, about)) return folder;
  await writeMatrix(folder, name === "retail" ? await retail(core, project, about) : fromShape(core, name, about));
  return folder;
}

/** Writes the start factors that both sides are given: normal with deviation 0.1 / √factors, keyed by row. */
export async function prepareStart(core: Core, folder: string, matrix: Matrix, factors: number): Promise<void> {
  for (const [side, rows, of] of [
    ["users", matrix.users, purpose.userStart],
    ["items", matrix.items, purpose.itemStart],
  ] as const) {
    const stream = streamOf(SEED, of);
    const scale = 0.1 / Math.sqrt(factors);
    const path = join(folder, `start-${side}-${factors}.f32`);
    if ((await sizeOf(path)) === 4 * rows * factors) continue;
    const F = new Float32Array(rows * factors);
    for (let r = 0; r < rows; r++) {
      for (let k = 0; k < factors; k++) F[r * factors + k] = scale * core.normal(stream, 0, r, k);
    }
    await writeArray(path, F);
  }
}

const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => -1,
  );

/** One entry a user more than asked for, which is then held out. */
function fromShape(core: Core, name: "small" | "medium", about: About): Matrix {
  const { users, items, entries } = planted[name];
  const rows = plantedRows(core, { users, items, entries: entries + users, seed: SEED });
  return withHeldOut(core, about, users, items, rows, (u, e) => {
    const tail = core.uniform(streamOf(SEED, purpose.value), 0, u, e);
    return 1 + ALPHA * Math.min(5, 1 + Math.clz32(Math.max(1, Math.floor(tail * 2 ** 32))));
  });
}

async function retail(core: Core, project: URL, about: About): Promise<Matrix> {
  const file = new URL("scenarios/data/online-retail.parquet", project).pathname;
  const { columns } = await readLog({
    file,
    columns: { user: "customer", item: "product", time: "time" },
    minimumInteractions: { user: 1, item: 1 },
    unit: "pairs",
  });
  const { users, items, user, item } = columns;
  return withHeldOut(core, about, users, items, distinctPairs(user, item, users, items), () => 1 + ALPHA);
}

/** Takes one keyed entry from every user with two or more. */
function withHeldOut(
  core: Core,
  about: About,
  users: number,
  items: number,
  rows: Csr,
  confidence: (user: number, entry: number) => number,
): Matrix {
  const heldOut = new Int32Array(users).fill(-1);
  const indptr = new Int32Array(users + 1);
  const indices = new Int32Array(rows.indices.length);
  const values = new Float32Array(rows.indices.length);
  let n = 0;
  for (let u = 0; u < users; u++) {
    const begin = rows.indptr[u]!;
    const count = rows.indptr[u + 1]! - begin;
    const out = count > 1 ? Math.floor(count * core.uniform(streamOf(SEED, purpose.heldOut), 0, u, 0)) : -1;
    if (out >= 0) heldOut[u] = rows.indices[begin + out]!;
    for (let e = 0; e < count; e++) {
      if (e === out) continue;
      values[n] = confidence(u, e);
      indices[n++] = rows.indices[begin + e]!;
    }
    indptr[u + 1] = n;
  }
  return { users, items, indptr, indices: indices.slice(0, n), values: values.slice(0, n), heldOut, about };
}
