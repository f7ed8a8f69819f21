import { judged, type Metric, reported } from "./metric.ts";

/** Who and what is there. Each is defined only where it can change. */
export const presenceMetrics: readonly Metric[] = [
  {
    name: "users_present",
    title: "Users present",
    family: "presence",
    summary: "How many users there are this round, whether they come or not.",
    ...reported,
    format: ",.0f",
    compute: ({ population }) => population?.present,
  },
  {
    name: "churned",
    title: "Users who left",
    family: "presence",
    summary: "The share of the users present who left after this round.",
    ...judged("rises", 0.01),
    format: ".1%",
    compute: ({ population }) =>
      population && population.present > 0 ? population.left / population.present : undefined,
  },
  {
    name: "items_available",
    title: "Items available",
    family: "presence",
    summary: "How many items the catalogue holds this round.",
    ...reported,
    format: ",.0f",
    compute: ({ itemsAvailable }) => itemsAvailable,
  },
  {
    name: "creators_present",
    title: "Creators present",
    family: "presence",
    summary: "How many creators still offer something.",
    ...reported,
    format: ",.0f",
    compute: ({ creatorsPresent }) => creatorsPresent,
  },
];
