import type { Core, Csr, Key } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import type { World } from "./world.ts";

/** How many users and items a world has room for. */
export interface Capacity {
  readonly users: number;
  readonly items: number;
}

/** How much a newcomer takes after the first of its two parents; the rest is the second's. */
export const KINSHIP = 0.75;

/**
 * The world with everybody in it who may come later. Who and what is there already stays as it is, and keeps its number.
 *
 * A new user takes after a resident a drawn by key, in group and recorded activity, and in preferences after a and another
 * resident b of a's group: x = ¾ x_a + ¼ x_b, stretched to the length of x_a. A new item likewise takes after two items, and
 * has the intercept of the first, plus `sigma` times a normal draw. The authentic log holds no row of a newcomer, and
 * they know nobody.
 * @returns the world itself where it has that size already
 */
export function grownWorld(core: Core, key: Key, world: World, { users, items }: Capacity, sigma: number): World {
  if (users === world.users && items === world.items) return world;
  const { preferences } = world;
  const { factors } = preferences;
  const kin = parentsOfUsers(core, key, world, users);
  const itemKin = parentsOfItems(core, key, world, items);
  const Y = withKin(factors.items, factors.dims, itemKin);
  const periods = world.activity.counts.length / world.users;
  return {
    ...world,
    users,
    items,
    preferences: {
      ...preferences,
      factors: { dims: factors.dims, users: withKin(factors.users, factors.dims, kin), items: Y },
      intercepts: grownIntercepts(core, key, preferences.intercepts, itemKin, sigma),
    },
    groups: copied(world.groups, 1, kin),
    activity: { ...world.activity, counts: copied(world.activity.counts, periods, kin) },
    heldOut: withoutRows(world.heldOut, users),
    ...(world.friends ? { friends: withoutRows(world.friends, users) } : {}),
    attributes: world.attributes === factors.items ? Y : withKin(world.attributes, world.attributeDims, itemKin),
  };
}

/** The matrix with empty rows for newcomers. */
const withoutRows = (matrix: Csr, rows: number): Csr => ({ ...matrix, indptr: grownPointers(matrix.indptr, rows) });

/** Row pointers of a matrix with empty rows behind those that it has. */
export function grownPointers(indptr: Int32Array, rows: number): Int32Array {
  const grown = new Int32Array(rows + 1).fill(indptr[indptr.length - 1]!);
  grown.set(indptr);
  return grown;
}

/** The parents of the newcomers, who are numbered on from the residents. */
interface Kin {
  readonly residents: number;
  readonly first: Int32Array;
  readonly second: Int32Array;
}

function parentsOfUsers(core: Core, key: Key, { users: residents, groups }: World, users: number): Kin {
  const stream = { key, purpose: purposes.newcomerUser, round: 0 };
  const members = new Map<number, number[]>();
  const place = new Int32Array(residents);
  for (let u = 0; u < residents; u++) {
    const group = members.get(groups[u]!) ?? [];
    members.set(groups[u]!, group);
    place[u] = group.push(u) - 1;
  }
  const first = Int32Array.from({ length: users - residents }, (_, n) =>
    Math.trunc(core.uniform(stream, 0, residents + n, 0) * residents),
  );
  const second = first.map((a, n) => {
    const group = members.get(groups[a]!)!;
    return group[other(core.uniform(stream, 0, residents + n, 1), place[a]!, group.length)]!;
  });
  return { residents, first, second };
}

function parentsOfItems(core: Core, key: Key, { items: residents }: World, items: number): Kin {
  const stream = { key, purpose: purposes.newcomerItem, round: 0 };
  const first = Int32Array.from({ length: items - residents }, (_, n) =>
    Math.trunc(core.uniform(stream, 0, residents + n, 0) * residents),
  );
  const second = first.map((a, n) => other(core.uniform(stream, 0, residents + n, 1), a, residents));
  return { residents, first, second };
}

/** One of n but not `place`, unless it is the only one. */
function other(uniform: number, place: number, n: number): number {
  if (n === 1) return place;
  const drawn = Math.trunc(uniform * (n - 1));
  return drawn < place ? drawn : drawn + 1;
}

/** (rows, dims) with the blend of its parents' rows for every newcomer. */
function withKin(rows: Float32Array, dims: number, { residents, first, second }: Kin): Float32Array {
  const grown = new Float32Array(rows.length + first.length * dims);
  grown.set(rows);
  for (let n = 0; n < first.length; n++) {
    const [a, b] = [first[n]! * dims, second[n]! * dims];
    const into = grown.subarray((residents + n) * dims, (residents + n + 1) * dims);
    blend(rows.subarray(a, a + dims), rows.subarray(b, b + dims), KINSHIP, into);
  }
  return grown;
}

/** share · a + (1 - share) · b, stretched to the length of a, into `out`; a itself where they cancel. */
export function blend(a: Float32Array, b: ArrayLike<number>, share: number, out: Float32Array): void {
  let [own, mixed] = [0, 0];
  for (let d = 0; d < a.length; d++) {
    const x = share * a[d]! + (1 - share) * b[d]!;
    own += a[d]! * a[d]!;
    mixed += x * x;
  }
  const stretch = mixed > 0 ? Math.sqrt(own / mixed) : 0;
  for (let d = 0; d < a.length; d++) {
    out[d] = stretch > 0 ? stretch * (share * a[d]! + (1 - share) * b[d]!) : a[d]!;
  }
}

function grownIntercepts(core: Core, key: Key, intercepts: Float32Array, { residents, first }: Kin, sigma: number) {
  const stream = { key, purpose: purposes.newcomerQuality, round: 0 };
  const grown = new Float32Array(residents + first.length);
  grown.set(intercepts);
  for (let n = 0; n < first.length; n++) {
    const noise = sigma > 0 ? sigma * core.normal(stream, 0, residents + n, 0) : 0;
    grown[residents + n] = intercepts[first[n]!]! + noise;
  }
  return grown;
}

/** Rows of `width` numbers, with the first parent's row for every newcomer. */
function copied(rows: Int32Array, width: number, { residents, first }: Kin): Int32Array {
  const grown = new Int32Array(rows.length + first.length * width);
  grown.set(rows);
  for (let n = 0; n < first.length; n++) {
    grown.set(rows.subarray(first[n]! * width, (first[n]! + 1) * width), (residents + n) * width);
  }
  return grown;
}
