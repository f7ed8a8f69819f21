import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

/** Draws a specification without a browser. The same specification gives the same text. */
export async function chartSvg(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec), { renderer: "none" });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
