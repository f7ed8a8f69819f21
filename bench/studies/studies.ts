import { ofMetrics, type Study } from "./study.ts";

/** What docs/studies.md shows of each scenario of scenarios/studies, by its name. */
export const studies: Readonly<Record<string, Study>> = {
  "shumailov-2024": {
    quantities: ofMetrics("tv_original", "choice_tail_share"),
    rounds: [1, 5, 20],
    against: "control-samples",
  },
};
