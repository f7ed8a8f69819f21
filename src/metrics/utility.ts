import { judged, type Metric } from "./metric.ts";
import type { RoundView } from "./view.ts";

/**
 * Regret of a slate, best - shown, both as log-sum utility in nats: ln of the sum of attention · e^v over the slate and
 * of 1 for the outside option. At least 0 where the best slate is exact; undefined where one of them is. Small & Rosen (1981).
 * @param utility means over the users served
 */
export function regret(utility: { readonly shown: number; readonly best: number }): number {
  return utility.best - utility.shown;
}

type Preferences = "initial" | "current";

async function utilityOf(view: RoundView, preferences: Preferences) {
  return view.usersServed > 0 ? await view.utility(preferences) : undefined;
}

function pair(preferences: Preferences, words: string): readonly Metric[] {
  return [
    {
      name: `utility_${preferences}`,
      title: `Utility, ${preferences} preferences`,
      family: "utility",
      summary: `What the shown slates are worth to their users, by the preferences ${words}.`,
      ...judged("falls", 0.01),
      format: ".3f",
      compute: async (view) => (await utilityOf(view, preferences))?.shown,
    },
    {
      name: `regret_${preferences}`,
      title: `Regret, ${preferences} preferences`,
      family: "utility",
      summary: `What users lose beside the best slates that could have been shown, by the preferences ${words}.`,
      ...judged("rises", 0.01),
      bounds: [0, Infinity],
      format: ".3f",
      compute: async (view) => {
        const utility = await utilityOf(view, preferences);
        return utility && regret(utility);
      },
    },
  ];
}

export const utilityMetrics: readonly Metric[] = [
  ...pair("initial", "they began with"),
  ...pair("current", "they have now"),
];
