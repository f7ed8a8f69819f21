import { countBy, countByProvenance, indicesWhere, type Rows, valuesAt } from "../log/index.ts";
import type { RoundView, Slates } from "../metrics/index.ts";
import type { ShownSlates } from "../recommender/index.ts";

/** Of each user whether they are meant. */
type Members = (user: number) => boolean;
const everybody: Members = () => true;

/** What slates are worth to the users of equal place, and what the best would be. */
export interface Utilities {
  readonly users: Int32Array;
  readonly shown: Float64Array;
  readonly best: Float64Array;
}

/** What a group's part of a round is taken from, beside what the view of the whole says of it. */
export interface GroupSources {
  readonly rows: Rows;
  readonly firstSlates: readonly ShownSlates[];
  utilities(preferences: "initial" | "current"): Promise<Utilities>;
}

/** The round as far as some users go. What is said of models and catalogue stays that of the whole. */
export function groupView(
  view: RoundView,
  { rows, firstSlates, utilities }: GroupSources,
  isMember: Members,
): RoundView {
  const items = view.available.length;
  const kept = rowsWhere(rows, isMember);
  const { pairs } = view.baseline;
  const worth = async (preferences: "initial" | "current") => utilitiesWhere(await utilities(preferences), isMember);
  return {
    ...view,
    ...served(firstSlates, items, isMember),
    baseline: {
      ...view.baseline,
      pairs: pairs.filter((_, n) => isMember(pairs[n - (n % 2)]!) && isMember(pairs[n - (n % 2) + 1]!)),
    },
    rows: kept,
    choices: countBy(kept.item, items),
    newRows: countByProvenance(kept),
    slates: async () => slatesWhere(await view.slates(), isMember),
    evaluationSlates: async () => slatesWhere(await view.evaluationSlates(), isMember),
    utility: async (preferences) => meanUtility(await worth(preferences)),
    servedUtilities: async () => (await worth("current")).shown,
    ofGroup: () => undefined,
  };
}

/** Means over the users; undefined where there are none. */
export function meanUtility({ shown, best }: Utilities): { shown: number; best: number } | undefined {
  const totals = { shown: 0, best: 0 };
  for (let n = 0; n < shown.length; n++) {
    totals.shown += shown[n]!;
    totals.best += best[n]!;
  }
  return shown.length > 0 ? { shown: totals.shown / shown.length, best: totals.best / shown.length } : undefined;
}

/** Which of the users were shown a first slate, and what stood in those, in all and for the cold. */
export function served(slates: readonly ShownSlates[], items: number, isMember: Members = everybody) {
  const exposures = new Float64Array(items);
  const coldExposures = new Float64Array(items);
  let [usersServed, usersCold] = [0, 0];
  for (const { k, users, items: shown, cold } of slates) {
    for (let n = 0; n < users.length; n++) {
      if (!isMember(users[n]!)) continue;
      usersServed++;
      usersCold += cold[n]!;
      for (let at = n * k; at < (n + 1) * k; at++) {
        const item = shown[at]!;
        if (item < 0) continue;
        exposures[item]!++;
        coldExposures[item]! += cold[n]!;
      }
    }
  }
  return { exposures, coldExposures, usersServed, usersCold };
}

function rowsWhere({ user, item, provenance }: Rows, isMember: Members) {
  const kept = indicesWhere(user.length, (r) => isMember(user[r]!));
  return {
    user: valuesAt(user, kept),
    item: valuesAt(item, kept),
    provenance: provenance.filter((_, r) => isMember(user[r]!)),
  };
}

function utilitiesWhere({ users, shown, best }: Utilities, isMember: Members): Utilities {
  const isKept = (_: number, n: number) => isMember(users[n]!);
  return { users: users.filter(isMember), shown: shown.filter(isKept), best: best.filter(isKept) };
}

function slatesWhere({ k, users, items }: Slates, isMember: Members): Slates {
  return { k, users: users.filter(isMember), items: items.filter((_, at) => isMember(users[Math.trunc(at / k)]!)) };
}
