import { burghardt } from "./burghardt.ts";
import { chaney } from "./chaney.ts";
import { gerstgrasser } from "./gerstgrasser.ts";
import { mansoury } from "./mansoury.ts";
import { salesSoFar } from "./sales.ts";
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
  "fleder-hosanagar-2009": {
    quantities: salesSoFar(50, 50),
    arms: ["alike", "co-bought", "neighbours", "factors", "bestsellers", "twin-none"],
    rounds: [10, 50],
    against: "twin-none",
  },
  "gerstgrasser-2024": {
    quantities: gerstgrasser,
    arms: [
      ...["counts-replace", "counts-tenth", "counts-accumulate"],
      ...["factors-replace", "factors-tenth", "factors-accumulate", "factors-subsample"],
      "control-counts-replace",
    ],
    rounds: [1, 2, 10, 30],
    against: "control-counts-replace",
  },
  "lee-hosanagar-2019": {
    quantities: ofMetrics("choice_gini", "individual_variety"),
    rounds: [1, 5],
    against: "twin-none",
  },
  "shumailov-2024": {
    quantities: ofMetrics("tv_original", "choice_tail_share", "choice_effective_items"),
    arms: ["samples", "tenth-kept", "counts", "control-samples"],
    rounds: [1, 5, 10, 30],
    against: "control-samples",
  },
};
