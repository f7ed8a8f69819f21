import { gini } from "./concentration.ts";
import { judged, type Metric } from "./metric.ts";

/**
 * Exposure by provider, of those with an item in the catalogue.
 * @param exposures (items)
 * @param providers (items) from 0
 * @param available (items)
 */
export function exposureByProvider(
  exposures: Float64Array,
  providers: Int32Array,
  available: Uint8Array,
): Float64Array {
  const count = providers.reduce((most, provider) => Math.max(most, provider + 1), 0);
  const sums = new Float64Array(count);
  const present = new Uint8Array(count);
  for (let i = 0; i < exposures.length; i++) {
    sums[providers[i]!]! += exposures[i]!;
    if (available[i] === 1 || exposures[i]! > 0) present[providers[i]!] = 1;
  }
  return sums.filter((_, provider) => present[provider] === 1);
}

export const fairnessMetrics: readonly Metric[] = [
  {
    name: "provider_gini",
    title: "Gini of providers' exposure",
    family: "fairness",
    summary: "How unevenly slots are shared by those who offer the items: 0 is evenly, towards 1 is all to one.",
    ...judged("rises", 0.05),
    bounds: [0, 1],
    format: ".3f",
    compute: (view) =>
      view.usersServed > 0 ? gini(exposureByProvider(view.exposures, view.providers(), view.available)) : undefined,
  },
  {
    name: "utility_gini",
    title: "Gini of users' utility",
    family: "fairness",
    summary: "How unevenly users are served: 0 where every slate is worth as much to its user.",
    ...judged("rises", 0.02),
    bounds: [0, 1],
    format: ".3f",
    compute: async (view) => {
      const utilities = await view.servedUtilities();
      return utilities.length > 0 && utilities.every((worth) => worth >= 0) ? gini(utilities) : undefined;
    },
  },
];
