import type { Config } from "vega-lite";
import type { ReportInput } from "./input.ts";
import { armStyles, grey, hues } from "./palette.ts";

interface Inks extends MarkInks {
  readonly grid: string;
  readonly background: string | null;
  readonly font: string;
  /** (arms) */
  readonly series: readonly string[];
}

function config({ ink, muted, grid, background, font, series }: Inks): Config {
  return {
    ...(background ? { background } : { background: "transparent" }),
    font,
    padding: background ? 16 : 2,
    view: { stroke: null },
    range: { category: [...series] },
    title: {
      color: ink,
      subtitleColor: muted,
      anchor: "start",
      fontSize: 15,
      subtitleFontSize: 11,
      offset: 12,
      subtitlePadding: 5,
    },
    axis: {
      labelColor: muted,
      titleColor: muted,
      gridColor: grid,
      domainColor: grid,
      tickColor: grid,
      labelFontSize: 11,
      titleFontSize: 11,
      titleFontWeight: "normal",
      labelPadding: 4,
    },
    axisX: { grid: false },
    axisY: { domain: false, ticks: false },
    legend: {
      labelColor: ink,
      titleColor: muted,
      labelFontSize: 11,
      labelLimit: 260,
      symbolStrokeWidth: 2,
      symbolSize: 300,
    },
  };
}

/** Inks that marks name themselves: a style's colour yields to vega-lite's default of the mark. */
export interface MarkInks {
  readonly ink: string;
  readonly muted: string;
}
export const fileInks: MarkInks = { ink: "#1b1f24", muted: "#57606a" };
export const pageInks: MarkInks = { ink: "var(--ink)", muted: "var(--muted)" };

/** For a chart that stands alone, as SVG or PNG: light. */
export function fileConfig(input: Pick<ReportInput, "arms">): Config {
  const series = armStyles(input).map((s) => s.light);
  const font = "Helvetica, Arial, DejaVu Sans, sans-serif";
  return config({ ...fileInks, grid: "#e4e7eb", background: "#ffffff", font, series });
}

/** For a chart in the page: colours are the page's custom properties, so that scheme and print switch without redrawing. */
export function pageConfig(input: Pick<ReportInput, "arms">): Config {
  const series = input.arms.map((_, i) => `var(--arm${i})`);
  const font = "system-ui, sans-serif";
  return { ...config({ ...pageInks, grid: "var(--line)", background: null, font, series }), customFormatTypes: true };
}

/** The custom properties that hold the colours of arms, of safeguards and of when they begin: light and dark declarations. */
export function armProperties(
  input: Pick<ReportInput, "arms">,
  safeguards: readonly string[] = [],
  begins: readonly string[] = [],
): { light: string; dark: string } {
  const styles = armStyles(input);
  const hue = (n: number, key: "light" | "dark") => hues[n % hues.length]![key === "light" ? 0 : 1];
  const declare = (key: "light" | "dark", neutral: string) =>
    [
      ...styles.map((s, i) => `--arm${i}:${s[key]};`),
      ...safeguards.map((_, n) => `--safe${n}:${hue(n, key)};`),
      ...begins.map((_, n) => `--begins${n}:${hue(n, key)};`),
      `--neutral:${neutral};`,
    ].join("");
  return { light: declare("light", grey[0]), dark: declare("dark", grey[1]) };
}
