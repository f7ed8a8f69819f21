import {
  drawOf,
  firstItem,
  firstUser,
  itemListOf,
  lengthsOf,
  piecesOf,
  streamOf,
  userCount,
  userListOf,
} from "./bprJob";
import { uniformsOf } from "./philox";

/** Kind of draw of an epoch: of the negative of (user, positive). */
const NEGATIVE: u32 = 2;

/*
 * Draws are made for many entries at once, across users: the generator's ten rounds then overlap. At `draws`: the first
 * entry that is held and the end of those, then of each its item, its user and its uniform (float64).
 */
const HELD: i32 = 256;
/** what is computed beyond, so that four can be read from any entry on */
const ROOM: usize = <usize>HELD + 8;
const ITEMS: usize = 16;
const AGENTS: usize = ITEMS + ROOM * 4;
const UNIFORMS: usize = AGENTS + ROOM * 4;

export const DRAWS_BYTES: usize = UNIFORMS + ROOM * 8;

export function clearDraws(draws: usize): void {
  store<i32>(draws, 0);
  store<i32>(draws, 0, 4);
}

/** Where `count` ≤ 4 draws from entry `from` + e of the pieces lie, `from` being the first of the n-th user of block a. */
export function drawsFrom(job: usize, a: i32, b: i32, n: i32, from: i32, e: i32, count: i32, draws: usize): i32 {
  const entry = from + e;
  if (entry + count > load<i32>(draws, 4)) fill(job, a, b, n, entry, e, draws);
  return entry - load<i32>(draws);
}

export function drawnItems(draws: usize, at: i32): usize {
  return draws + ITEMS + ((<usize>at) << 2);
}

export function drawnUniforms(draws: usize, at: i32): usize {
  return draws + UNIFORMS + ((<usize>at) << 3);
}

/** Draws for the entries from `entry` on, which is number e of the n-th user of block a. */
function fill(job: usize, a: i32, b: i32, n: i32, entry: i32, e: i32, draws: usize): void {
  const users = userListOf(job) + ((<usize>firstUser(job, a)) << 2);
  const lengths = lengthsOf(job, a, b);
  const members = itemListOf(job) + ((<usize>firstItem(job, b)) << 2);
  const pieces = piecesOf(job) + ((<usize>entry) << 2);
  const size = userCount(job, a);
  let held: i32 = 0;
  let u: i32 = 0;
  for (; n < size && held < HELD; n++) {
    u = load<i32>(users + ((<usize>n) << 2));
    const until = min(HELD, held + load<i32>(lengths + ((<usize>n) << 2)) - e);
    for (; held < until; held++) {
      const local = load<i32>(pieces + ((<usize>held) << 2));
      store<i32>(draws + ITEMS + ((<usize>held) << 2), load<i32>(members + ((<usize>local) << 2)));
      store<i32>(draws + AGENTS + ((<usize>held) << 2), u);
    }
    e = 0;
  }
  const last = load<i32>(draws + ITEMS + ((<usize>(held - 1)) << 2));
  for (let l: usize = 0; l < 8; l++) {
    store<i32>(draws + ITEMS + ((<usize>held + l) << 2), last);
    store<i32>(draws + AGENTS + ((<usize>held + l) << 2), u);
  }
  const stream = streamOf(job);
  const draw = drawOf(job, NEGATIVE);
  for (let k: usize = 0; k < <usize>held + 4; k += 4) {
    const at = draws + (k << 2);
    uniformsOf(stream, draw, v128.load(at + AGENTS), v128.load(at + ITEMS), draws + UNIFORMS + (k << 3));
  }
  store<i32>(draws, entry);
  store<i32>(draws, entry + held, 4);
}
