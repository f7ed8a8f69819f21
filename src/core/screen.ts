import type { Context } from "./checks.ts";
import type { Plan } from "./job.ts";
import { runTask } from "./tasks.ts";

/** Users who go through the items together, panels in a chunk: as in assembly/screen.ts. */
const USERS = 16;
const CHUNK = 32;
const HISTOGRAM_BYTES = 256;

type ScreenArray = "screen" | "lengths" | "order" | "positions" | "longest" | "wholePanels";

/** Pairs of factors that a quantised row holds: as in assembly/quantise.ts. */
const pairsOf = (dims: number) => 2 * Math.ceil(dims / 4);

/** Whether top-k is screened: it pays where there are items to drop, factors to multiply and users to spread its cost on. */
export function screens(items: number, dims: number, k: number, users: number): boolean {
  return items >= 512 && items >= 8 * k && dims >= 8 && users >= USERS;
}

/** Bytes of what screening reads, `given` of the items being in the catalogue. */
export function screenBytes(items: number, given: number, dims: number): Record<ScreenArray, number> {
  const panels = Math.ceil(given / 8);
  return {
    screen: 20,
    lengths: 4 * items,
    order: 4 * given,
    positions: 4 * items,
    longest: 4 * panels,
    wholePanels: 32 * panels * pairsOf(dims),
  };
}

export const noScreen: Record<ScreenArray, number> = {
  screen: 0,
  lengths: 0,
  order: 0,
  positions: 0,
  longest: 0,
  wholePanels: 0,
};

/** Bytes of scratch of a thread without screening: four rows of scores, and candidates. */
export function plainScratch(width: number, k: number): number {
  return 16 * width + 16 * (k + 3);
}

/** The same with screening: quantised users, their states, marks and candidates on top of it. */
export function screenScratch(width: number, given: number, dims: number, k: number): number {
  const marks = Math.ceil(Math.ceil(given / 8) / 16) * 16;
  const user = 4 * pairsOf(dims) + 16 + marks + 8 * (2 * k + 32 * CHUNK);
  return plainScratch(width, k) + USERS * user + 128 * CHUNK + HISTOGRAM_BYTES;
}

/** Orders and quantises the items; false where all of them are too small or too large to be scaled. */
export async function placeScreen(
  context: Context,
  { items, blocked, request }: Plan,
  at: Record<ScreenArray | "itemFactors", number>,
): Promise<boolean> {
  const { kernels, arena } = context;
  const { dims } = request.factors;
  kernels.lengths(at.itemFactors, items, dims, at.lengths);
  const lengths = arena.f32.subarray(at.lengths / 4, at.lengths / 4 + items);
  const { order, bounds } = byLength(lengths, blocked);
  const longest = bounds[0]!;
  if (!(longest > 1e-30 && longest < 1e30)) return false;
  const positions = arena.i32.subarray(at.positions / 4, at.positions / 4 + items).fill(-1);
  for (let position = 0; position < order.length; position++) positions[order[position]!] = position;
  arena.i32.set(order, at.order / 4);
  const panels = Math.ceil(order.length / 8);
  for (let p = 0; p < panels; p++) arena.f32[at.longest / 4 + p] = bounds[8 * p]!;
  await runTask(context, {
    task: "quantisePanels",
    rows: panels,
    workPerRow: 64 * dims,
    args: [at.itemFactors, dims, at.order, order.length, bitsOf(longest), at.wholePanels],
    together: 1,
  });
  const word = at.screen / 4;
  arena.u32[word] = at.wholePanels;
  arena.u32[word + 1] = at.order;
  arena.u32[word + 2] = at.positions;
  arena.u32[word + 3] = at.longest;
  arena.u32[word + 4] = order.length;
  return true;
}

/** Upper bits of a length that decide on its place: sign, exponent and five of its fraction. */
const LENGTH_BITS = 18;

/**
 * The items that may be given by falling length, to within a 32nd: a counting sort by its upper bits, which order as it
 * does. `bounds[position]` is no less than any length from there on.
 */
function byLength(lengths: Float32Array, blocked: Int32Array): { order: Int32Array; bounds: Float32Array } {
  const bits = new Int32Array(lengths.buffer, lengths.byteOffset, lengths.length);
  const starts = new Int32Array(2 ** (32 - LENGTH_BITS - 1) + 1);
  const last = starts.length - 2;
  for (let i = 0, b = 0; i < bits.length; i++) {
    if (i === blocked[b]) b++;
    else starts[last - (bits[i]! >> LENGTH_BITS) + 1]!++;
  }
  for (let n = 1; n < starts.length; n++) starts[n]! += starts[n - 1]!;
  const order = new Int32Array(bits.length - blocked.length);
  for (let i = 0, b = 0; i < bits.length; i++) {
    if (i === blocked[b]) b++;
    else order[starts[last - (bits[i]! >> LENGTH_BITS)]!++] = i;
  }
  const bounds = new Float32Array(order.length);
  for (let position = order.length - 1, most = 0; position >= 0; position--) {
    most = Math.max(most, lengths[order[position]!]!);
    bounds[position] = most;
  }
  return { order, bounds };
}

function bitsOf(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}
