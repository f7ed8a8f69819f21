import type { Core, Key } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import { indicesWhere } from "../../log/index.ts";
import { blend, KINSHIP } from "../../world/index.ts";
import type { Creators } from "./creators.ts";

/** What creators see when they make something new. */
export interface Scene {
  readonly core: Core;
  readonly key: Key;
  readonly dims: number;
  /** (items, dims) */
  readonly factors: Float32Array;
  /** (items) 1 where the item is there */
  readonly available: Uint8Array;
  /** (items) slots in which the item was shown in the round that is over */
  readonly exposures: Float64Array;
}

/**
 * Factors with those of new items in place. A creator's own idea is ¾ an item of theirs drawn by key and ¼ the newcomer
 * that a catalogue without creators would get (see `grownWorld`). The item is (1 - imitation) · the idea + imitation · the
 * mean of what was shown in the last round, weighted by exposure, stretched to the length of the idea.
 * @param items numbers of the new items, and `owners` who makes each
 * @returns (items, dims)
 */
export function imitated(
  { core, key, dims, factors, available, exposures }: Scene,
  { of }: Creators,
  items: Int32Array,
  owners: Int32Array,
  imitation: number,
): Float32Array {
  if (items.length === 0) return factors;
  const made = factors.slice();
  const shown = exposedMean(factors, dims, exposures);
  const stream = { key, purpose: purposes.creatorModel, round: 0 };
  const works = worksOf(of, available);
  const idea = new Float32Array(dims);
  for (let n = 0; n < items.length; n++) {
    const at = items[n]! * dims;
    const fresh = factors.subarray(at, at + dims);
    const own = works(owners[n]!);
    const work = own[Math.trunc(core.uniform(stream, 0, items[n]!, 0) * own.length)];
    if (work === undefined) idea.set(fresh);
    else blend(factors.subarray(work * dims, (work + 1) * dims), fresh, KINSHIP, idea);
    blend(idea, shown ?? idea, 1 - imitation, made.subarray(at, at + dims));
  }
  return made;
}

/** Mean factors of what was shown, weighted by exposure; nothing where nothing was. (dims) */
function exposedMean(factors: Float32Array, dims: number, exposures: Float64Array): Float64Array | undefined {
  const mean = new Float64Array(dims);
  let total = 0;
  for (let i = 0; i < exposures.length; i++) {
    if (!(exposures[i]! > 0)) continue;
    total += exposures[i]!;
    for (let d = 0; d < dims; d++) mean[d]! += exposures[i]! * factors[i * dims + d]!;
  }
  return total > 0 ? mean.map((x) => x / total) : undefined;
}

/** The items of a creator that are there, each creator's looked up once. */
function worksOf(of: Int32Array, available: Uint8Array): (creator: number) => Int32Array {
  const known = new Map<number, Int32Array>();
  return (creator) => {
    const works =
      known.get(creator) ?? indicesWhere(of.length, (item) => of[item] === creator && available[item] === 1);
    known.set(creator, works);
    return works;
  };
}
