import type { DataOptions, RegimePlugin } from "../log/index.ts";
import { guardedMetric, type Metric, type MetricPlugin, metricOf } from "../metrics/index.ts";
import type { ModelPlugin } from "../models/index.ts";
import { guardOf, type PartKind, type PluginOptions, partNames, withPart } from "../plugins/index.ts";
import type { DrawPlugin, RecommenderOptions, RerankerPlugin } from "../recommender/index.ts";
import type { ChoicePlugin, UsersOptions } from "../users/index.ts";
import type { Safeguard, SimulationOptions, Treatment } from "./options.ts";

/** A part of one's own: what a plug-in module gives by default, one or a list of them. */
export type Plugin = ChoicePlugin | ModelPlugin | RerankerPlugin | DrawPlugin | RegimePlugin | MetricPlugin;

/** What is done to each place of a treatment where a plug-in may stand, and does. */
export type Visit = (part: PartKind, options: PluginOptions, path: readonly (string | number)[]) => PluginOptions;

/** Every section of a treatment, with what `visit` makes of the plug-ins that it names. */
export const visiting = {
  users: (users: UsersOptions, visit: Visit): UsersOptions => ({
    ...users,
    choice: visited("choice", users.choice, ["choice"], visit),
  }),
  recommender: (recommender: RecommenderOptions, visit: Visit): RecommenderOptions => ({
    ...recommender,
    model: visited("model", recommender.model, ["model"], visit),
    retrieve: recommender.retrieve.map((source, n) => {
      return { ...source, model: visited("model", source.model, ["retrieve", n, "model"], visit) };
    }),
    rerank: recommender.rerank.map((one, n) => visited("reranker", one, ["rerank", n], visit)),
    rank: visited("draw", recommender.rank, ["rank"], visit),
  }),
  data: (data: DataOptions, visit: Visit): DataOptions => ({
    ...data,
    regime: visited("regime", data.regime, ["regime"], visit),
  }),
};

function visited<T extends string | { readonly kind: string }>(
  part: PartKind,
  options: T,
  path: readonly (string | number)[],
  visit: Visit,
): T {
  if (typeof options === "string" || options.kind !== "plugin") return options;
  return visit(part, options as T & PluginOptions, path) as T & PluginOptions;
}

/** The metrics among parts. */
export function metricsAmong(plugins: readonly Plugin[] = []): Metric[] {
  return plugins.flatMap((plugin) => (plugin.part === "metric" ? [metricOf(plugin)] : []));
}

/** A simulation whose plug-ins stand behind the options that name them. */
export interface PluggedIn {
  readonly options: SimulationOptions;
  readonly metrics: readonly Metric[];
  /** says which round it is, for what is said of a plug-in that fails */
  enter(round: number): void;
}

export function plugIn(given: SimulationOptions): PluggedIn {
  const { plugins = [], arm, treatment } = given;
  if (plugins.length === 0) return { options: given, metrics: [], enter: () => {} };
  let now = 0;
  const where = () => `${arm === undefined ? "" : `arm ${arm}, `}round ${now}`;
  const guard = ({ part, name }: Plugin) => guardOf(`${partNames[part]} "${name}" (a plug-in)`, where);
  const visit: Visit = (part, options) => {
    const own = plugins.find((plugin) => plugin.part === part && plugin.name === options.name);
    return own ? withPart(options, { part: own, guard: guard(own) }) : options;
  };
  const standing = ({ recommender, data }: Safeguard): Safeguard => ({
    recommender: visiting.recommender(recommender, visit),
    data: visiting.data(data, visit),
  });
  const users = visiting.users(treatment.users, visit);
  const plugged: Treatment = { ...treatment, users, ...standing(treatment) };
  return {
    options: { ...given, treatment: plugged, ...(given.ahead ? { ahead: standing(given.ahead) } : {}) },
    metrics: plugins.flatMap((plugin) =>
      plugin.part === "metric" ? [guardedMetric(metricOf(plugin), guard(plugin))] : [],
    ),
    enter: (round) => {
      now = round;
    },
  };
}
