import type { Killer, Mutant } from "../mutant.ts";

const vector = (title: string): Killer => ({ test: "test/metrics/vectors.test.ts", title });
const gini = "Gini, all items, in its three conventions";
const ranked = "recall with the smaller of k and the relevant, and NDCG";

/** Faults of what is measured. */
export const metricMutants: readonly Mutant[] = [
  {
    name: "Gini is divided by n - 1",
    file: "src/metrics/concentration.ts",
    from: "return weighted / (n * sum);",
    to: "return weighted / ((n - 1) * sum);",
    killedBy: vector(gini),
  },
  {
    name: "Gini leaves out items without a count",
    file: "src/metrics/concentration.ts",
    from: "const n = values.length;\n  const x = values.slice().sort();",
    to: "const x = values.filter((c) => c > 0).sort();\n  const n = x.length;",
    killedBy: vector(gini),
  },
  {
    name: "the index of choices is the plug-in one",
    file: "src/metrics/concentration.ts",
    from: "compute: (view) => unbiasedHhi(view.choices),",
    to: "compute: (view) => hhi(view.choices),",
    killedBy: { law: "sampling-bias", replicates: 200 },
  },
  {
    name: "entropy is not corrected for the size of the sample",
    file: "src/metrics/entropy.ts",
    from: "Math.min(H + (seen - 1) / (2 * N), core.log(counts.length))",
    to: "Math.min(H, core.log(counts.length))",
    killedBy: vector("entropy by the plug-in definition, and the effective number"),
  },
  {
    name: "the tail is that of what each round trains on",
    file: "src/simulation/simulate.ts",
    from: "const view = viewOf(options, premises, {",
    to: `const { tailItems } = await import("../metrics/index.ts");
    const tail = tailItems(trained.itemWeights, options.measure.tail);
    const view = viewOf(options, { ...premises, baseline: { ...premises.baseline, tail } }, {`,
    killedBy: {
      test: "test/simulation/tail.test.ts",
      title: "the tail is that of the authentic log in every round",
    },
  },
  {
    name: "the Jensen-Shannon divergence is its root",
    file: "src/metrics/fidelity.ts",
    from: "return Math.min(Math.max(twice / 2, 0), Math.LN2);",
    to: "return Math.sqrt(Math.min(Math.max(twice / 2, 0), Math.LN2));",
    killedBy: vector("Jensen-Shannon in nats, not its root nor bits, and total variation, from the uniform"),
  },
  {
    name: "total variation is not halved",
    file: "src/metrics/fidelity.ts",
    from: "Math.min(sum / 2, 1)",
    to: "Math.min(sum, 1)",
    killedBy: vector("Jensen-Shannon in nats, not its root nor bits, and total variation, from the uniform"),
  },
  {
    name: "NDCG counts ranks from 0",
    file: "src/metrics/accuracy.ts",
    from: "ln2 / core.log(position + 2)",
    to: "ln2 / core.log(Math.max(position, 1) + 1)",
    killedBy: vector(ranked),
  },
  {
    name: "recall is divided by all that is relevant",
    file: "src/metrics/accuracy.ts",
    from: "return found / Math.min(hits.length, relevant);",
    to: "return found / relevant;",
    killedBy: vector(ranked),
  },
  {
    name: "coverage is of the items of the training set",
    file: "src/metrics/coverage.ts",
    from: "return coverage(exposures(), view.available);",
    to: "return coverage(exposures(), view.available.map((flag, i) => (view.trainingPopularity[i]! > 0 ? flag : 0)));",
    killedBy: {
      test: "test/metrics/registry.test.ts",
      title: "every metric of a round worked out by hand, in the order of the registry",
    },
  },
  {
    name: "two empty slates have nothing in common",
    file: "src/metrics/overlap.ts",
    from: "either === 0 ? 1 : both / either",
    to: "either === 0 ? 0 : both / either",
    killedBy: {
      test: "test/metrics/lists.test.ts",
      title: "overlap of slates: order and empty slots do not count, two empty slates are equal",
    },
  },
  {
    name: "Jaccard is divided by both sets' sizes",
    file: "src/metrics/overlap.ts",
    from: "endB - beginB - both;",
    to: "endB - beginB;",
    killedBy: vector("Jaccard over the pairs of the three lists"),
  },
];
