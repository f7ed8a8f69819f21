import type { TopLevelSpec } from "vega-lite";
import type { Inference } from "../../src/experiment/index.ts";
import type { ReportArm } from "../../src/report/index.ts";
import { armStyles } from "../../src/report/palette.ts";
import { fileConfig } from "../../src/report/theme.ts";
import { pointsOf } from "./estimate.ts";
import type { Quantity } from "./study.ts";

const panel = { width: 330, height: 240 };

/** A panel a quantity, side by side: mean of the replicates by round and arm, with the band of its 95 % intervals. */
export function figureSpec(
  arms: readonly ReportArm[],
  quantities: readonly Quantity[],
  inference: Inference,
  period = "round",
): TopLevelSpec {
  const styles = armStyles({ arms });
  const domain = arms.map(({ name }) => name);
  const range = styles.map(({ dash }) => [...dash]);
  const legend = { title: null, orient: "bottom" as const, columns: 4, symbolType: "stroke", symbolOpacity: 1 };
  const color = { field: "arm", type: "nominal" as const, scale: { domain }, legend };
  const strokeDash = { field: "arm", type: "nominal" as const, scale: { domain, range }, legend };
  return {
    config: fileConfig({ arms }),
    hconcat: quantities.map((quantity, n) => {
      const points = pointsOf(quantity, inference).filter(({ arm }) => domain.includes(arm));
      const x = { field: "round", type: "quantitative" as const, title: period, axis: { format: "d", tickCount: 8 } };
      const axis = { format: quantity.format, tickCount: 5 };
      const y = (field: string) => ({
        ...{ field, type: "quantitative" as const, title: null, axis },
        scale: { zero: false },
      });
      const banded = points.filter(({ low }) => low !== undefined);
      return {
        ...panel,
        title: { text: quantity.title, fontSize: 13 },
        data: { name: `panel${n}`, values: points },
        layer: [
          {
            data: { name: `band${n}`, values: banded },
            mark: { type: "area" as const, opacity: 0.18, line: false },
            encoding: { x, y: y("low"), y2: { field: "high" }, color },
          },
          { mark: { type: "line" as const, strokeWidth: 2 }, encoding: { x, y: y("mean"), color, strokeDash } },
        ],
      };
    }),
  };
}
