import type { UndirectedGraph } from "graphology";
import louvain from "graphology-communities-louvain";
import { density } from "graphology-metrics/graph/density.js";
import { gini } from "./concentration.ts";
import { judged, type Metric, reported } from "./metric.ts";
import {
  coConsumption,
  degreeAssortativity,
  kindAssortativity,
  SAMPLED,
  sampleBaskets,
  similarity,
} from "./networks.ts";
import type { RoundView } from "./view.ts";

interface Louvain {
  detailed(graph: UndirectedGraph, options: { rng: () => number }): { readonly modularity: number };
}
// the package is CommonJS without an export called default, its types say otherwise
const { detailed } = louvain as unknown as Louvain;

type Kind = keyof typeof SAMPLED;

/** The networks of a round, each made when a metric first asks. */
const known = new WeakMap<RoundView, Partial<Record<Kind, UndirectedGraph>>>();

function networkOf(view: RoundView, kind: Kind): UndirectedGraph | undefined {
  const networks = known.get(view) ?? {};
  known.set(view, networks);
  const make = kind === "items" ? coConsumption : similarity;
  networks[kind] ??= make(sampleBaskets(view.rows, SAMPLED[kind], (user) => view.uniform(user, 0)));
  const network = networks[kind];
  return network.size > 0 ? network : undefined;
}

/** Modularity of the communities that Louvain's method finds (Blondel et al. 2008), its walk drawn by key. */
function modularity(view: RoundView, graph: UndirectedGraph, kind: Kind): number {
  let draw = 0;
  return detailed(graph, { rng: () => view.uniform(draw++, kind === "items" ? 1 : 2) }).modularity;
}

/** Gini of the nodes' weighted degrees. */
function degreeGini(graph: UndirectedGraph): number {
  const degrees = graph.mapNodes((node) => {
    let sum = 0;
    graph.forEachEdge(node, (_edge, { weight }) => {
      sum += weight;
    });
    return sum;
  });
  return gini(Float64Array.from(degrees));
}

type Measured = (graph: UndirectedGraph, view: RoundView) => number | undefined;

function metric(kind: Kind, about: Omit<Metric, "family" | "compute">, compute: Measured): Metric {
  return {
    ...about,
    family: "network",
    compute: (view) => {
      const graph = networkOf(view, kind);
      return graph && compute(graph, view);
    },
  };
}

export const networkMetrics: readonly Metric[] = [
  metric(
    "items",
    {
      name: "items_modularity",
      title: "Modularity of co-consumption",
      summary: "How clearly this round's items fall into communities that are chosen together.",
      ...judged("falls", 0.05),
      bounds: [-0.5, 1],
      format: ".3f",
    },
    (graph, view) => modularity(view, graph, "items"),
  ),
  metric(
    "items",
    {
      name: "items_density",
      title: "Density of co-consumption",
      summary: "The share of pairs of this round's items that somebody chose both of.",
      ...reported,
      bounds: [0, 1],
      format: ".3f",
    },
    (graph) => density(graph),
  ),
  metric(
    "items",
    {
      name: "items_degree_gini",
      title: "Degree concentration of co-consumption",
      summary: "How unevenly ties to other items are shared among this round's items.",
      ...judged("rises", 0.05),
      bounds: [0, 1],
      format: ".3f",
    },
    degreeGini,
  ),
  metric(
    "items",
    {
      name: "items_assortativity",
      title: "Degree assortativity of co-consumption",
      summary: "Whether much tied items are tied to much tied ones (above 0) or to little tied ones (below 0).",
      ...reported,
      bounds: [-1, 1],
      format: ".3f",
    },
    degreeAssortativity,
  ),
  metric(
    "users",
    {
      name: "users_modularity",
      title: "Modularity of user similarity",
      summary: "How clearly users fall into communities that choose alike this round.",
      ...judged("falls", 0.05),
      bounds: [-0.5, 1],
      format: ".3f",
    },
    (graph, view) => modularity(view, graph, "users"),
  ),
  metric(
    "users",
    {
      name: "users_density",
      title: "Density of user similarity",
      summary: "The share of pairs of users who chose an item in common this round.",
      ...judged("rises", 0.05),
      bounds: [0, 1],
      format: ".3f",
    },
    (graph) => density(graph),
  ),
  metric(
    "users",
    {
      name: "users_degree_gini",
      title: "Degree concentration of user similarity",
      summary: "How unevenly likeness to others is shared among users.",
      ...reported,
      bounds: [0, 1],
      format: ".3f",
    },
    degreeGini,
  ),
  metric(
    "users",
    {
      name: "users_assortativity",
      title: "Group assortativity of user similarity",
      summary: "How far users choose like their own group: 1 only so, 0 no more than by chance.",
      ...judged("falls", 0.05),
      bounds: [-1, 1],
      format: ".3f",
    },
    (graph, { baseline }) => kindAssortativity(graph, (user) => baseline.groups[user]!),
  ),
];
