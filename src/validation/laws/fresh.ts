import type { UnitRound } from "../../experiment/index.ts";
import { AUTHENTIC } from "../../log/rows.ts";
import { mean } from "../estimates.ts";
import { type Mixing, mixing } from "../formulas/fresh.ts";
import { distance, diversity } from "../formulas/shares.ts";
import type { Comparison, Law } from "../law.ts";
import { atRounds, clicks, watch } from "../loop.ts";
import { K, N, zipfShares } from "./setting.ts";

const rounds = [1, 10, 40];
const WIDTH = 4;

type Unit = "row" | "user";

function look(alpha: number, q: Float64Array) {
  return (round: UnitRound): number[] => {
    const counts = clicks(round, K, N);
    const authentic = round.log!.rows.provenance.filter((p) => p === AUTHENTIC).length;
    const apart = authentic - alpha * N;
    return [1 - diversity(counts, N), distance(counts, N, q), authentic, apart * apart];
  };
}

function compared({ alpha, draw }: Mixing, H0: number): Comparison[] {
  const law = mixing({ N, alpha, draw });
  const [last, late] = [rounds.at(-1)!, WIDTH * (rounds.length - 1)];
  const spread = draw === "stratified" ? 0 : N * alpha * (1 - alpha);
  return [
    ...rounds.map(
      (t, n): Comparison => ({
        quantity: `HHI, round ${t}`,
        predicted: law.hhi(1 - H0, t),
        observed: mean(WIDTH * n),
      }),
    ),
    { quantity: `distance from demand, round ${last}`, predicted: law.distance(K, last), observed: mean(late + 1) },
    { quantity: `authentic clicks, round ${last}`, predicted: alpha * N, observed: mean(late + 2) },
    { quantity: `their variance, round ${last}`, predicted: spread, observed: mean(late + 3) },
  ];
}

function freshLaw(draw: Mixing["draw"], alpha: number, unit: Unit, fast: boolean): Law {
  const by = unit === "user" ? "-by-user" : "";
  return {
    name: `fresh-${draw}${by}-${alpha}`,
    family: "fresh",
    statement:
      draw === "independent"
        ? "F* = (1/N + (1 - 1/N)(1 - (1 - α)²) Σq²) / (1 - r), distance* = ((K - 1)/N) / (1 - r), r = (1 - 1/N)(1 - α)²"
        : "F* = (1/N + (1 - (1 - α)² - α/N) Σq²) / (1 - r), distance* = ((K - 1)/N) / (1 - r), r = (1 - α)² - (1 - α)/N",
    setup: `validity/fresh-authentic: wright-fisher with a share ${alpha} of fresh authentic clicks, ${draw}${unit === "user" ? ", by user" : ""}`,
    source:
      "a moment recursion, see docs/validity.md; that any external source changes the limit: Borkar, arXiv 2506.09401",
    replicates: { all: 1000, ...(fast ? { fast: 60 } : {}) },
    batch: 50,
    comparisons: (core) => compared({ N, alpha, draw }, zipfShares(core).H0),
    observe: (laboratory, replicates) =>
      watch(
        laboratory,
        {
          scenario: "fresh-authentic",
          set: [`data.authentic={ share: ${alpha}, by: fresh, draw: ${draw}, unit: ${unit} }`],
          rounds: rounds.at(-1)!,
        },
        replicates,
        atRounds(rounds, look(alpha, zipfShares(laboratory.core).q)),
      ),
  };
}

export const freshLaws: readonly Law[] = [
  freshLaw("independent", 0.02, "row", false),
  freshLaw("independent", 0.1, "row", true),
  freshLaw("independent", 0.5, "row", false),
  freshLaw("stratified", 0.02, "row", false),
  freshLaw("stratified", 0.1, "row", true),
  freshLaw("stratified", 0.5, "row", false),
  freshLaw("independent", 0.1, "user", false),
  freshLaw("stratified", 0.1, "user", true),
];
