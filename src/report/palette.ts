import type { ReportArm, ReportInput } from "./input.ts";

/** How one arm is drawn, the same in every chart, table and legend. */
export interface ArmStyle {
  readonly arm: ReportArm;
  readonly light: string;
  readonly dark: string;
  /** stroke pattern in pixels; [1, 0] is a whole line */
  readonly dash: readonly [number, number];
}

/** [on white, on near-black]: told apart in protanopia, deuteranopia and tritanopia, every line at least 3:1 on its ground. */
export const hues: readonly (readonly [string, string])[] = [
  ["#d55e00", "#ff8a4c"],
  ["#0072b2", "#4da3e0"],
  ["#009272", "#2cc79b"],
  ["#9678ff", "#8769f0"],
  ["#782d0f", "#f0d22d"],
  ["#3c2da5", "#f03c5a"],
  ["#693c69", "#b46996"],
  ["#96965a", "#a5e187"],
];
export const grey = ["#6b7280", "#9aa3af"] as const;

const dashes = { arm: [1, 0], control: [6, 4], twin: [1.5, 3] } as const;

/**
 * One style for each arm, in the order of the input. Arms take hues in turn, twins the ones that follow; a control takes
 * its arm's hue, or grey when several arms share it.
 */
export function armStyles(input: Pick<ReportInput, "arms">): ArmStyle[] {
  const hued = [...input.arms.filter((a) => a.kind === "arm"), ...input.arms.filter((a) => a.kind === "twin")];
  const hueOf = (arm: ReportArm) => hues[hued.indexOf(arm) % hues.length]!;
  return input.arms.map((arm) => {
    const owners = input.arms.filter((a) => a.control === arm.name);
    const [light, dark] = arm.kind !== "control" ? hueOf(arm) : owners.length === 1 ? hueOf(owners[0]!) : grey;
    return { arm, light, dark, dash: dashes[arm.kind] };
  });
}
