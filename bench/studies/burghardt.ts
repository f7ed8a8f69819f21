import { type Chosen, choicesOf, groupedBy } from "./choices.ts";
import { ofMetrics, type Study, type Value } from "./study.ts";

/** The spread of items' popularity over realisations of one teacher, from the choices that the run logged. */
export const burghardt: Study["quantities"] = async (run) => {
  const { rounds, replicates, arms } = run.record;
  const chosen = await choicesOf(run, "item");
  const items = chosen.reduce((most, { item }) => Math.max(most, item + 1), 0);
  const byArm = groupedBy(chosen, ({ arm }) => arm);
  const values = arms.map(({ name }) => spreadOf(name, byArm.get(name) ?? [], { rounds, replicates, items }));
  return [
    {
      title: "Variance over realisations",
      format: ".0f",
      values: values.flatMap((v) => v.variance),
    },
    { title: "Variance, by the square of the mean", format: ".4f", values: values.flatMap((v) => v.relative) },
    ...(await ofMetrics("acceptance")(run)),
  ];
};

interface Sizes {
  readonly rounds: number;
  readonly replicates: number;
  readonly items: number;
}

/**
 * With c_ir how often item i was chosen so far in replicate r of n, and c̄_i(-r) its mean over the others, a replicate's value is
 * (n - 1)/n · mean_i (c_ir - c̄_i(-r))². The mean of these values over replicates is the unbiased variance
 * Σ_r (c_ir - c̄_i)² / (n - 1), mean over items. `relative`: divided by the square of the mean of all c_ir.
 */
export function spreadOf(arm: string, chosen: readonly Chosen[], { rounds, replicates, items }: Sizes) {
  const counts = Array.from({ length: replicates }, () => new Float64Array(items));
  const variance: Value[] = [];
  const relative: Value[] = [];
  const byRound = groupedBy(chosen, ({ round }) => round);
  for (let round = 1; round <= rounds; round++) {
    for (const { replicate, item, count } of byRound.get(round) ?? []) counts[replicate - 1]![item]! += count;
    const total = Float64Array.from({ length: items }, (_, i) => counts.reduce((sum, own) => sum + own[i]!, 0));
    const mean = total.reduce((sum, x) => sum + x, 0) / (items * replicates);
    for (let r = 0; r < replicates; r++) {
      const own = counts[r]!;
      let squares = 0;
      for (let i = 0; i < items; i++) {
        const away = own[i]! - (total[i]! - own[i]!) / (replicates - 1);
        squares += away * away;
      }
      const value = (((replicates - 1) / replicates) * squares) / items;
      variance.push({ arm, replicate: r + 1, round, value });
      relative.push({ arm, replicate: r + 1, round, value: value / (mean * mean) });
    }
  }
  return { variance, relative };
}
