import type { Measured, Peaks, Spread } from "./measure.ts";

/** The goal of the kernel that scoring is made of. */
const GOALS: Readonly<Record<string, number>> = { "scoring kernel, float32": 0.6 };
const RIGHT = /^\|? *-?[\d.,]+/;

/** What a kernel does a second, and its share of registers alone. Nothing where no operations are counted. */
export function rateOf({ operations, ms, peak }: Measured, peaks: Peaks): { rate: number; share: number } | undefined {
  if (operations === 0) return undefined;
  const rate = operations / (ms.median / 1e3);
  return { rate, share: rate / peaks[peak].best };
}

export function tableOf(measured: readonly Measured[], peaks: Peaks): string {
  const gains = measured.find((m) => m.gains.length > 0)?.gains.map(({ threads }) => `${threads} threads`) ?? [];
  const head = ["kernel", "ms", "least to most", "GFLOP/s", "of peak", "core bytes", ...gains];
  const rows = measured.map((m) => {
    const rate = rateOf(m, peaks);
    const goal = GOALS[m.name];
    const met = goal === undefined || !rate ? "" : rate.share >= goal ? " (goal 60 % met)" : " (goal 60 % missed)";
    return [
      m.name,
      m.ms.median.toPrecision(3),
      `${m.ms.least.toPrecision(3)} to ${m.ms.most.toPrecision(3)}`,
      rate ? (rate.rate / 1e9).toFixed(1) : "",
      rate ? `${(100 * rate.share).toFixed(0)} %${m.peak === "int16" ? " of 16 bits" : ""}${met}` : "",
      m.bytes ? `${m.bytes.perEntry.toFixed(m.bytes.perEntry < 100 ? 1 : 0)} / ${m.bytes.of}` : "",
      ...gains.map((_, n) => (m.gains[n] ? ratio(m.gains[n].gain) : "")),
    ];
  });
  return aligned([head, ...rows]);
}

/** What is counted, once for the kernels that share it. */
export function countsOf(measured: readonly Measured[]): string {
  const names = new Map<string, string[]>();
  for (const { name, counted } of measured) names.set(counted, [...(names.get(counted) ?? []), name]);
  return [...names].map(([counted, who]) => `  ${who.join("; ")}: ${counted}`).join("\n");
}

const ratio = ({ median, least, most }: Spread) => `${median.toFixed(2)} x (${least.toFixed(2)} to ${most.toFixed(2)})`;

/** A Markdown table whose columns stand under each other, numbers to the right. */
function aligned([head, ...rows]: readonly (readonly string[])[]): string {
  const widths = head!.map((title, c) => Math.max(title.length, 3, ...rows.map((row) => row[c]!.length)));
  const right = head!.map((_, c) => rows.every((row) => row[c] === "" || RIGHT.test(row[c]!)) && c > 0);
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, c) => (right[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!))).join(" | ")} |`;
  const rule = `| ${widths.map((width, c) => (right[c] ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  return [line(head!), rule, ...rows.map(line)].join("\n");
}
