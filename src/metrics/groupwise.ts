import type { Metric } from "./metric.ts";

/** Metrics that can also be asked for users of one group alone, as `name@group`: those that are about users and slates. */
const groupwise: readonly string[] = [
  ...["coverage", "exposure_gini", "choice_gini", "choice_hhi", "choice_entropy", "choice_effective_items"],
  ...["arp_initial", "arp_current", "exposure_tail_share", "choice_tail_share", "slate_jaccard", "personalisation"],
  ...["consumption_jaccard", "ild", "recall", "ndcg", "recall_tail", "ndcg_tail", "epc", "msi", "serendipity"],
  ...["miscalibration", "popularity_lift", "utility_initial", "regret_initial", "utility_current", "regret_current"],
  ...["utility_gini", "rows", "users_served", "users_cold"],
];

export const isGroupwise = (name: string): boolean => groupwise.includes(name);
export const groupwiseNames: readonly string[] = groupwise;

/** The metric for the users of one group. It is left out where the world has no such group. */
export function forGroup(metric: Metric, group: string): Metric {
  return {
    ...metric,
    name: `${metric.name}@${group}`,
    title: `${metric.title}, ${group}`,
    summary: `${metric.summary} Users of the group ${group} alone.`,
    compute: (view) => {
      const own = view.ofGroup(group);
      return own && metric.compute(own);
    },
  };
}
