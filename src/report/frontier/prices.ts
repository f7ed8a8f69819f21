import type { Price } from "../../metrics/records.ts";

interface PriceWords {
  /** of a chart or a column */
  readonly title: string;
  /** in a sentence, after "cheapest in" */
  readonly name: string;
  /** after a figure */
  readonly unit: string;
  readonly format: string;
  /** prices that round to the same multiple of this are told as equal */
  readonly step: number;
  /** what an arm pays that pays nothing above the arm without a safeguard */
  readonly free: number;
}

export const priceWords: Readonly<Record<Price, PriceWords>> = {
  rows: {
    title: "Authentic rows bought per 1,000",
    name: "authentic rows",
    unit: "authentic rows per 1,000",
    format: ",.0f",
    step: 1,
    free: 0,
  },
  slots: {
    title: "Slots given to exploration",
    name: "exploration",
    unit: "of the slots explored",
    format: ".1%",
    step: 0.001,
    free: 0,
  },
  utility: {
    title: "Utility forgone, nats",
    name: "users' utility",
    unit: "nats of users' utility",
    format: ".3f",
    step: 0.001,
    free: 0,
  },
  work: {
    title: "Training work, without a safeguard = 1",
    name: "training work",
    unit: "times the training work",
    format: ".2f",
    step: 0.01,
    free: 1,
  },
};

export const stepsOf = (price: Price, value: number) => Math.round(value / priceWords[price].step);
