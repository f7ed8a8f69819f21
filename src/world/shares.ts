import type { Core } from "../core/index.ts";
import { emptyRows } from "../log/index.ts";
import type { SharesWorldOptions } from "./options.ts";
import type { World } from "./world.ts";

/**
 * Users who share one taste, or one a group, given as item shares. The authentic log is the shares themselves, one row
 * an item whose value is its share, so that the model of round 1 is known exactly and costs no sampling. Users are dealt
 * to groups in turn.
 */
export function sharesWorld(core: Core, options: SharesWorldOptions): World {
  const shares = groupShares(core, options.shares);
  const groups = shares.length;
  const items = shares[0]!.length;
  const dims = groups;
  const users = new Float32Array(options.users * dims);
  for (let u = 0; u < options.users; u++) users[u * dims + (u % groups)] = 1;
  const factors = new Float32Array(items * dims);
  const log = emptyRows(items * groups);
  for (let g = 0; g < groups; g++) {
    for (let i = 0; i < items; i++) {
      const share = shares[g]![i]!;
      factors[i * dims + g] = share > 0 ? core.log(share) : NEVER;
      log.user[g * items + i] = g;
      log.item[g * items + i] = i;
      log.value[g * items + i] = share;
    }
  }
  return {
    users: options.users,
    items,
    preferences: {
      factors: { dims, users, items: factors },
      scale: 1,
      intercepts: new Float32Array(items),
      outside: false,
    },
    groups: Int32Array.from({ length: options.users }, (_, u) => u % groups),
    groupNames: Array.from({ length: groups }, (_, g) => `group-${g + 1}`),
    activity: { periods: 1, counts: new Int32Array(options.users).fill(options.activity) },
    log,
    heldOut: { indptr: new Int32Array(options.users + 1), indices: new Int32Array(0) },
    attributes: factors,
    attributeDims: dims,
  };
}

/** A utility so low that exp() of it is 0 beside any other. */
const NEVER = -1e4;

function groupShares(core: Core, shares: SharesWorldOptions["shares"]): number[][] {
  if (!Array.isArray(shares)) {
    const weights = Array.from({ length: shares.items }, (_, i) => core.pow(i + 1, -shares.exponent));
    return [normalised(weights)];
  }
  return shares.every((row) => Array.isArray(row)) ? shares.map(normalised) : [normalised(shares as number[])];
}

function normalised(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}
