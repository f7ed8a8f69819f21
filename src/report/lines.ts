import type { Band } from "../metrics/records.ts";
import type { ReportInput } from "./input.ts";
import type { View } from "./views.ts";

type Values = readonly (number | null)[];

/** A line of a chart: its arm's mean by round, or the mean of the paired difference, and the band about it where there is one. */
export interface Line {
  readonly arm: string;
  /** by the rounds of `Lines`, null where undefined */
  readonly mean: Values;
  readonly low?: Values;
  readonly high?: Values;
}

export interface Lines {
  /** ascending, round 0 among them */
  readonly rounds: readonly number[];
  /** arms in which the metric, or the difference, is never defined have no line */
  of(metric: string, view?: View): Line[];
}

/** (replicates, rounds) values of an arm's metric. */
type Grid = readonly (readonly (number | undefined)[])[];

const keyOf = ({ arm, metric, minus }: Pick<Band, "arm" | "metric" | "minus">) => JSON.stringify([arm, metric, minus]);

/** The lines of a run's charts: means are made here, bands are those of the input. */
export function linesOf(input: Pick<ReportInput, "arms" | "records" | "bands">): Lines {
  const ascending = (values: Iterable<number>) => [...new Set(values)].sort((a, b) => a - b);
  const rounds = ascending(input.records.map(({ round }) => round));
  const gridOf = griddedBy(input, rounds, ascending(input.records.map(({ replicate }) => replicate)));
  const bands = new Map((input.bands ?? []).map((band) => [keyOf(band), band]));
  return {
    rounds,
    of: (metric, view) =>
      input.arms.flatMap((arm): Line[] => {
        const minus = view?.minus?.(arm);
        if (view?.minus && minus === undefined) return [];
        const mean = meansOf(gridOf(arm.name, metric), minus === undefined ? undefined : gridOf(minus, metric), rounds);
        if (mean.every((value) => value === null)) return [];
        const band = bands.get(keyOf({ arm: arm.name, metric, ...(minus === undefined ? {} : { minus }) }));
        const end = (ends: Values) => rounds.map((round) => (round > 0 ? (ends[round - 1] ?? null) : null));
        return [{ arm: arm.name, mean, ...(band ? { low: end(band.low), high: end(band.high) } : {}) }];
      }),
  };
}

function griddedBy(
  { records }: Pick<ReportInput, "records">,
  rounds: readonly number[],
  replicates: readonly number[],
) {
  const places = (values: readonly number[]) => new Map(values.map((value, place) => [value, place]));
  const [atRound, atReplicate] = [places(rounds), places(replicates)];
  const byArm = new Map<string, (typeof records)[number][]>();
  for (const record of records) {
    const own = byArm.get(record.arm) ?? [];
    byArm.set(record.arm, own);
    own.push(record);
  }
  return (arm: string, metric: string): Grid => {
    const grid = replicates.map(() => new Array<number | undefined>(rounds.length).fill(undefined));
    for (const { replicate, round, metrics } of byArm.get(arm) ?? []) {
      const value = metrics[metric];
      if (Number.isFinite(value)) grid[atReplicate.get(replicate)!]![atRound.get(round)!] = value;
    }
    return grid;
  };
}

/** Over the replicates in which there is a value, or both. */
function meansOf(own: Grid, other: Grid | undefined, rounds: readonly number[]): Values {
  return rounds.map((_, t) => {
    const values = own.flatMap((series, r) => {
      const value = series[t];
      if (!other || value === undefined) return value ?? [];
      const beside = other[r]![t];
      return beside === undefined ? [] : value - beside;
    });
    return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  });
}

/** Index of the arm, means, and where there is a band its ends. */
type PackedLine = readonly [arm: number, mean: Values, low?: Values, high?: Values];

/** Lines as the page embeds them: whole numbers of at most six digits, to be divided by `scale`. */
export interface PackedLines {
  readonly scale: number;
  readonly lines: readonly PackedLine[];
  /** of the sampling floor */
  readonly floors: readonly PackedLine[];
}

/** A chart is some 200 pixels high: five significant digits of its largest value are more than can be seen. */
export function packed(
  lines: readonly Line[],
  floors: readonly Line[],
  index: ReadonlyMap<string, number>,
): PackedLines {
  let most = 0;
  for (const { mean, low = [], high = [] } of [...lines, ...floors])
    for (const value of [...mean, ...low, ...high]) most = Math.max(most, Math.abs(value ?? 0));
  let scale = 1;
  while (most > 0 && most * scale < 10_000 && scale < 1e15) scale *= 10;
  const whole = (values: Values) => values.map((value) => (value === null ? null : Math.round(value * scale) + 0));
  const pack = ({ arm, mean, low, high }: Line): PackedLine =>
    low && high ? [index.get(arm)!, whole(mean), whole(low), whole(high)] : [index.get(arm)!, whole(mean)];
  return { scale, lines: lines.map(pack), floors: floors.map(pack) };
}
