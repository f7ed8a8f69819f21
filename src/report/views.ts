import type { ReportArm, ReportInput } from "./input.ts";

/** What the charts show of an arm: its value, or its value minus that of another line of the run. */
export interface View {
  /** "value", "control", or a kind of twin */
  readonly id: string;
  readonly title: string;
  /** the line that is taken from the arm's; undefined where it has none */
  readonly minus?: (arm: ReportArm) => string | undefined;
}

/** Twins of one kind are called by it, and by their arm where arms have their own: "twin-none-explored". */
const kindOf = (twin: string) => twin.split("-", 2).join("-");

/** The value first, then what there is to be taken from it in this run. */
export function viewsOf({ arms }: Pick<ReportInput, "arms">): View[] {
  const present = new Set(arms.map(({ name }) => name));
  const known = (name: string | undefined) => (name !== undefined && present.has(name) ? name : undefined);
  const kinds = new Set(arms.flatMap(({ twins = [] }) => twins.filter((twin) => present.has(twin)).map(kindOf)));
  const control = ({ control: name }: ReportArm) => known(name);
  return [
    { id: "value", title: "value" },
    ...(arms.some((arm) => control(arm) !== undefined)
      ? [{ id: "control", title: "minus control", minus: control }]
      : []),
    ...[...kinds].map((kind) => ({
      id: `twin ${kind}`,
      title: `minus twin ${kind.replace(/^twin-/, "")}`,
      minus: ({ twins = [] }: ReportArm) => known(twins.find((twin) => kindOf(twin) === kind)),
    })),
  ];
}

/** What a reader of a view should know: what is taken from what, and which arms are not in it. */
export function noteOn({ id, minus }: View, { arms, replicates }: Pick<ReportInput, "arms" | "replicates">): string {
  if (!minus) {
    return replicates > 1
      ? `Lines are means over ${replicates} replicates, bands the 95 % intervals of these means, round by round.`
      : "One replicate: lines are its values, and there are no bands.";
  }
  const against = id === "control" ? "control" : "twin";
  const drawn = new Set(arms.filter((arm) => minus(arm) !== undefined));
  const without = arms.filter(
    (arm) => !drawn.has(arm) && (arm.kind === "arm" || (arm.kind === "twin" && id === "control")),
  );
  const kinds = id === "control" ? "Controls are what is taken away" : "Controls and twins are not arms";
  return [
    `Each arm minus its ${against}, replicate by replicate under the same random draws: above zero the arm has more of it.`,
    replicates > 1 ? "Bands are the 95 % intervals of these mean differences." : "",
    `Where a metric is judged, the shaded side of zero is the harmful one. ${kinds}, and not drawn here.`,
    "Metrics that are not measured on both sides are left out.",
    without.length > 0 ? `Without a ${against} and so not drawn: ${without.map(({ name }) => name).join(", ")}.` : "",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}
