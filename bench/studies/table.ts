import type { Inference } from "../../src/experiment/index.ts";
import { difference, number } from "../../src/report/text.ts";
import { differenceOf, type Estimate, pointsOf } from "./estimate.ts";
import type { Quantity } from "./study.ts";

export interface Shown {
  readonly arms: readonly string[];
  readonly rounds: readonly number[];
  readonly against?: string;
  /** what a round stands for: "month" */
  readonly period: string;
}

/** A line a quantity and arm: its mean at the rounds asked for, and what it has above the reference at the last of them. */
export function tableOf(
  quantities: readonly Quantity[],
  inference: Inference,
  { arms, rounds, against, period }: Shown,
): string {
  const last = rounds.at(-1)!;
  const head = [
    ...["", "arm", ...rounds.map((round) => `${period} ${round}`)],
    ...(against === undefined ? [] : [`minus ${against}, ${period} ${last}`]),
  ];
  const lines = quantities.flatMap((quantity) => {
    const points = pointsOf(quantity, inference);
    const plain = (value: number) => number(value, quantity.format);
    const signed = (value: number) => difference(value, quantity.format);
    const own = arms.filter((arm) => points.some((point) => point.arm === arm));
    return own.map((arm) => {
      const cells = rounds.map((round) =>
        cell(
          points.find((p) => p.arm === arm && p.round === round),
          plain,
        ),
      );
      const compared = against === undefined || against === arm;
      const above = compared ? undefined : differenceOf(quantity, inference, arm, against, last);
      return [quantity.title, arm, ...cells, ...(against === undefined ? [] : [cell(above, signed)])];
    });
  });
  return [head, head.map(() => "---"), ...lines].map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function cell(estimate: Estimate | undefined, format: (value: number) => string): string {
  if (!estimate) return "";
  const { mean, low, high } = estimate;
  return low === undefined || high === undefined ? format(mean) : `${format(mean)} (${format(low)} to ${format(high)})`;
}
