import { valuesAt } from "../log/index.ts";
import type { ShownSlates } from "../recommender/index.ts";
import { Channel, select } from "./occasions.ts";
import type { Outcomes } from "./outcomes.ts";

/** Everything that an entry holds. */
type Entries = Pick<
  Outcomes,
  "occasions" | "channel" | "user" | "item" | "slot" | "propensity" | "inclusion" | "further"
>;

/** Entry n chose this slot of slate s. */
export function takeSlot(out: Entries, n: number, slates: ShownSlates, s: number, slot: number): void {
  const at = slates.rows[s]! * slates.k + slot;
  out.slot[n] = slot;
  out.item[n] = slates.items[at]!;
  out.propensity[n] = slates.propensity[at]!;
  if (slates.inclusion) out.inclusion[n] = slates.inclusion[at]!;
}

/**
 * The entries of occasions with the choices after the first put in behind their own.
 * @param out entries with first choices, one an occasion
 * @param shown the occasion of each slate
 * @param chosen (shown, most) slots in the order of choosing, -1 past the last
 */
export function withFurther(
  out: Outcomes,
  slates: ShownSlates,
  shown: Int32Array,
  chosen: Int32Array,
  most: number,
): Entries {
  const slateOf = new Int32Array(out.item.length).fill(-1);
  for (let s = 0; s < shown.length; s++) if (out.channel[shown[s]!] === Channel.slate) slateOf[shown[s]!] = s;
  const source = sourcesOf(slateOf, chosen, most);
  const further = new Uint8Array(source.length);
  const entries = {
    occasions: select(out.occasions, source),
    channel: valuesAt(out.channel, source),
    user: valuesAt(out.user, source),
    item: valuesAt(out.item, source),
    slot: Int16Array.from(source, (n) => out.slot[n]!),
    propensity: Float64Array.from(source, (n) => out.propensity[n]!),
    inclusion: Float32Array.from(source, (n) => out.inclusion[n]!),
    further,
  };
  for (let at = 1, choice = 0; at < source.length; at++) {
    choice = source[at - 1] === source[at] ? choice + 1 : 0;
    if (choice === 0) continue;
    further[at] = 1;
    const s = slateOf[source[at]!]!;
    takeSlot(entries, at, slates, s, chosen[s * most + choice]!);
  }
  return entries;
}

/** The occasion of each entry: once for each of its choices, and once without any. */
function sourcesOf(slateOf: Int32Array, chosen: Int32Array, most: number): Int32Array {
  const counts = new Int32Array(slateOf.length).fill(1);
  let total = 0;
  for (let n = 0; n < slateOf.length; n++) {
    const first = slateOf[n]! * most;
    while (first >= 0 && counts[n]! < most && chosen[first + counts[n]!]! >= 0) counts[n]!++;
    total += counts[n]!;
  }
  const source = new Int32Array(total);
  for (let n = 0, at = 0; n < counts.length; n++) for (let c = 0; c < counts[n]!; c++) source[at++] = n;
  return source;
}
