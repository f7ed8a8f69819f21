import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { ReportInput, Scripts } from "../../src/report/index.ts";

export function readScripts(): Scripts {
  const require = createRequire(import.meta.url);
  const read = (name: string) => readFileSync(join(dirname(require.resolve(name)), `${name}.min.js`), "utf8");
  return { vega: read("vega"), vegaLite: read("vega-lite") };
}

type Metric = ReportInput["metrics"][number];

const metric = (name: string, family: string, harm: Metric["harm"], delta: number, format: string): Metric => ({
  name,
  title: name.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase()),
  family,
  summary: `What ${name.replaceAll("_", " ")} says in one sentence.`,
  harm,
  delta,
  format,
});

/** [metric, round 0, how far the loop drags it] */
const courses: readonly (readonly [Metric, number, number])[] = [
  [metric("new_share_authentic", "provenance", "none", 0, ".1%"), 1, -0.9],
  [metric("coverage", "coverage", "falls", 0.05, ".1%"), 0.62, -0.4],
  [metric("choice_gini", "concentration", "rises", 0.05, ".3f"), 0.55, 0.35],
  [metric("choice_tail_share", "popularity", "falls", 0.02, ".1%"), 0.2, -0.15],
  [metric("tv_original", "fidelity", "rises", 0.05, ".3f"), 0.14, 0.4],
  [metric("tv_original_floor", "fidelity", "none", 0, ".3f"), 0.11, 0],
  [metric("slate_jaccard", "overlap", "rises", 0.05, ".3f"), 0.08, 0.3],
  [metric("choice_effective_items", "diversity", "falls", 200, ",.0f"), 2100, -1500],
  [metric("recall", "accuracy", "falls", 0.02, ".3f"), 0.12, -0.05],
  [metric("regret_initial", "utility", "rises", 0.05, ".3f"), 0.4, 0.5],
  [metric("effective_rank", "spectrum", "falls", 2, ".2f"), 24, -10],
  [metric("users_cold", "service", "none", 0, ",.0f"), 30, 0],
];

const twins = ["twin-random"];
export const arms: ReportInput["arms"] = [
  { name: "replace", kind: "arm", control: "replace-control", twins, description: "trains on the last round only" },
  { name: "replace-50", kind: "arm", control: "replace-control", description: "replace, 50 % authentic" },
  { name: "accumulate", kind: "arm", control: "accumulate-control", twins, description: "trains on all rounds so far" },
  { name: "replace-control", kind: "control", description: "as many rows, fresh and authentic, last round only" },
  { name: "accumulate-control", kind: "control", description: "as many rows, fresh and authentic, all rounds" },
  { name: "twin-random", kind: "twin", description: "slates drawn at random" },
];
const drag = [1, 0.25, 0.5, 0.06, 0.03, 0];

/**
 * A made-up run: each metric leaves its start along 1 - 0.75^t, scaled by arm, with a little noise by replicate. `users_cold` is
 * missing in odd rounds and `recall` in the twin.
 */
export function fixture({ replicates = 2, rounds = 8, shown = arms } = {}): ReportInput {
  let s = 7;
  const noise = () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 2 ** 31 - 1;
  };
  const records: ReportInput["records"][number][] = [];
  for (const arm of shown)
    for (let replicate = 1; replicate <= replicates; replicate++)
      for (let round = 0; round <= rounds; round++) {
        const strength = drag[arms.indexOf(arm)] ?? 0.5;
        const metrics: Record<string, number> = {};
        for (const [m, start, by] of courses) {
          if (m.name === "users_cold" && round % 2 === 1) continue;
          if (m.name === "recall" && arm.kind === "twin") continue;
          const course = start + by * strength * (1 - 0.75 ** round);
          metrics[m.name] = course * (1 + 0.015 * noise());
        }
        records.push({ arm: arm.name, replicate, round, metrics });
      }
  const sums = new Map<string, number>();
  for (const { arm, round, metrics } of records)
    for (const [name, value] of Object.entries(metrics)) {
      const key = `${arm} ${name} ${round}`;
      sums.set(key, (sums.get(key) ?? 0) + value / replicates);
    }
  const at = (arm: string, name: string, round: number) => sums.get(`${arm} ${name} ${round}`);
  const summary = shown.flatMap((arm) =>
    courses.flatMap(([m]) => {
      const [first, last] = [at(arm.name, m.name, 1), at(arm.name, m.name, rounds)];
      if (first === undefined || last === undefined) return [];
      const reference = arm.control === undefined ? undefined : at(arm.control, m.name, rounds);
      const gap = reference === undefined ? {} : { difference: last - reference, change: last - reference };
      const error = reference === undefined || replicates < 2 ? {} : { standardError: Math.abs(last) / 100 };
      const hit = reference !== undefined && m.harm !== "none" && Math.abs(last - first) > m.delta && rounds > 2;
      const collapse = hit ? { collapse: { onset: arm.name === "replace" ? 2 : 4 } } : {};
      return [{ arm: arm.name, metric: m.name, first, last, ...gap, ...error, ...collapse }];
    }),
  );
  // half-widths of a thirtieth of the mean: wide enough to be seen
  const bandsOf = (arm: string, metric: string, minus?: string) => {
    const mean = Array.from({ length: rounds }, (_, t) => {
      const [own, other] = [at(arm, metric, t + 1), minus === undefined ? 0 : at(minus, metric, t + 1)];
      return own === undefined || other === undefined ? null : own - other;
    });
    const end = (sign: number) => mean.map((v) => (v === null ? null : v + (sign * Math.abs(v)) / 30));
    return { arm, metric, ...(minus === undefined ? {} : { minus }), low: end(-1), high: end(1) };
  };
  const bands = shown.flatMap(({ name, control, twins = [] }) =>
    [undefined, ...(control === undefined ? [] : [control]), ...twins].flatMap((minus) =>
      replicates < 2 ? [] : courses.map(([m]) => bandsOf(name, m.name, minus)),
    ),
  );
  return {
    name: "fixture",
    description: "A made-up shop, whose recommender is retrained every month on what it sold.",
    identity: "0a1b2c3d",
    digest: "9f".repeat(32),
    seed: 42,
    rounds,
    replicates,
    period: "month",
    arms: shown,
    metrics: courses.map(([m]) => m),
    records,
    summary,
    bands,
    verdict: [
      "Replace collapses: coverage falls from 52 % to 26 % by round 8, 36 points more than the control of equal rows, from round 2 on.",
      "Half authentic data keeps every metric but two within its threshold.",
    ],
    fit: {
      users: 4338,
      items: 3659,
      fitRows: 180_432,
      tuneRows: 40_120,
      testRows: 30_007,
      scale: 2.31,
      totalVariation: 0.187,
      totalVariationFloor: 0.112,
      giniReal: 0.742,
      giniSimulated: 0.729,
      logLikelihood: { world: -6.91, popularity: -7.22, uniform: -8.2 },
      outsideShare: 0.3,
      outsideSensitivity: [
        { outsideShare: 0.1, acceptance: 0.412 },
        { outsideShare: 0.5, acceptance: 0.143 },
      ],
    },
    notes: ["The temperature of synthetic rows was fitted at round 0: 0.41."],
    scenario: "version: 1\nname: fixture\nrounds: 8\n",
    versions: { monoculture: "0.1.0", results: "1", node: "20.20.2" },
  };
}

const nasty = `</script><script>alert(1)</script> "' onload=alert(2) \u2028\u2029 <!-- <img src=x onerror=alert(3)>`;

/** The made-up run with every string of a user's turned hostile, each name still its own. */
export function hostile(): ReportInput {
  const input = fixture();
  const spoil = (name: string) => `${name} ${nasty}`;
  const metrics = input.metrics.map((m) => ({ ...m, title: spoil(m.title), summary: nasty, family: spoil(m.family) }));
  return {
    ...input,
    name: nasty,
    description: nasty,
    period: nasty,
    identity: nasty,
    verdict: [nasty],
    notes: [nasty],
    scenario: nasty,
    versions: { [nasty]: nasty },
    metrics: metrics.map((m) => ({ ...m, name: spoil(m.name) })),
    arms: input.arms.map((a) => ({
      ...a,
      name: spoil(a.name),
      description: nasty,
      ...(a.control === undefined ? {} : { control: spoil(a.control) }),
      ...(a.twins === undefined ? {} : { twins: a.twins.map(spoil) }),
    })),
    records: input.records.map((r) => ({
      ...r,
      arm: spoil(r.arm),
      metrics: Object.fromEntries(Object.entries(r.metrics).map(([name, value]) => [spoil(name), value])),
    })),
    summary: input.summary.map((s) => ({ ...s, arm: spoil(s.arm), metric: spoil(s.metric) })),
    bands: input.bands!.map(({ minus, ...band }) => ({
      ...{ ...band, arm: spoil(band.arm), metric: spoil(band.metric) },
      ...(minus === undefined ? {} : { minus: spoil(minus) }),
    })),
    collapseIndex: input.arms.map(({ name }) => ({
      arm: spoil(name),
      value: 2,
      parts: [{ family: nasty, value: 2, metrics: 3 }],
    })),
    monitors: [1, 2].map((n) => ({
      ...{
        metric: spoil("choice_gini"),
        detector: nasty,
        title: `${n} ${nasty}`,
        threshold: 1,
        rate: 0.05,
        rounds: 40,
      },
      arms: input.arms.map(({ name }) => ({ arm: spoil(name), alarms: [4, null] })),
    })),
  };
}
