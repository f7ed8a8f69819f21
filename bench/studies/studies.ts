import { burghardt } from "./burghardt.ts";
import { chaney } from "./chaney.ts";
import { mansoury } from "./mansoury.ts";
import { ofMetrics, type Study } from "./study.ts";

/** What docs/studies.md shows of each scenario of scenarios/studies, by its name. */
export const studies: Readonly<Record<string, Study>> = {
  "burghardt-lerman-2022": { quantities: burghardt, rounds: [5, 20, 50], against: "random" },
  "chaney-2018": {
    quantities: chaney,
    arms: ["popularity", "mf", "content", "social", "random"],
    rounds: [10, 30, 90],
  },
  "mansoury-2020": { quantities: mansoury, rounds: [1, 5, 20] },
  "shumailov-2024": {
    quantities: ofMetrics("tv_original", "choice_tail_share"),
    rounds: [1, 5, 20],
    against: "control-samples",
  },
};
