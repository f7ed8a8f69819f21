import { CoreError } from "../core/index.ts";
import { type CallPlan, CORE_BYTES } from "../core/plan.ts";
import { callsOf, heldRows, MOST_ROWS, type PlannedCall, ROW_BYTES, type Sizes } from "./capacity.ts";
import type { Treatment } from "./options.ts";
import { atCapacity } from "./stage.ts";

/** @throws CoreError when the core's memory cannot hold what a simulation's calls need: see `callsOf`. */
export function requireRoom(given: Sizes, rounds: number, treatment: Treatment): void {
  const sizes = atCapacity(given, rounds, treatment);
  const shortage = shortageOf(callsOf(sizes, rounds, treatment), sizes, heldRows(treatment, rounds, sizes));
  if (shortage) throw new CoreError(shortage);
}

/** What does not fit, its arrays by size and what to do; nothing where everything fits. `where`: of which arm. */
export function shortageOf(
  calls: readonly PlannedCall[],
  { users, items }: Sizes,
  rows: number,
  where = "",
): string | undefined {
  const largest = calls.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  if (largest.bytes <= CORE_BYTES && rows <= MOST_ROWS) return undefined;
  const log = `the log's columns take ${size(rows * ROW_BYTES)} outside the core`;
  if (largest.bytes <= CORE_BYTES) {
    return `the log${where} would hold ${counted(rows)} rows, expected at most ${counted(MOST_ROWS)}; ${log}; use ${REMEDIES.rows}`;
  }
  return (
    `${largest.purpose}${where}: ${largest.call} of ${counted(users)} users, ${counted(items)} items and up to ` +
    `${counted(rows)} log rows needs ${size(largest.bytes)} and at most ${size(CORE_BYTES)} of the core's memory can be ` +
    `had: ${arraysOf(largest)}; ${log}; use ${remedy(largest)}`
  );
}

const REMEDIES = {
  users: "fewer users",
  items: "fewer items",
  factors: "fewer factors",
  rows: "fewer log rows or rounds, or data.regime window or replace instead of accumulate",
  slates: "fewer choices a round (world.activity, data.rows) or shorter slates (recommender.slate)",
};

/** What to use less of: whatever arrays that hold a quarter of the whole together depend on. */
function remedy({ arrays, bytes }: CallPlan): string {
  const held = new Map<string, number>();
  for (const [name, size] of Object.entries(arrays)) {
    for (const less of remediesOf(name)) held.set(less, (held.get(less) ?? 0) + size);
  }
  return [...held].flatMap(([less, size]) => (size > bytes / 4 ? [less] : [])).join(", or ");
}

function remediesOf(array: string): string[] {
  if (/Indices|Left|Right|excludedItems/.test(array)) return [REMEDIES.rows];
  if (/slate|best|propensity|draws|chosen|rows/.test(array)) return [REMEDIES.slates];
  const factors = /Factors|Panels|fixed/.test(array) ? [REMEDIES.factors] : [];
  return [/^item|fixed|scratch|parts|sum/.test(array) ? REMEDIES.items : REMEDIES.users, ...factors];
}

/** The largest arrays first, those below a hundredth of the whole left out. */
function arraysOf({ arrays, bytes }: CallPlan): string {
  return Object.entries(arrays)
    .filter(([, held]) => held > bytes / 100)
    .sort((a, b) => b[1] - a[1])
    .map(([name, held]) => `${name} ${size(held)}`)
    .join(", ");
}

const counted = (n: number): string => Math.round(n).toLocaleString("en-GB");

function size(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
