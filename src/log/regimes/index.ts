import type { PluginOptions } from "../../plugins/index.ts";
import { accumulate } from "./accumulate.ts";
import { pluginRegime } from "./plugin.ts";
import { replace, window } from "./recent.ts";
import type { Regime } from "./regime.ts";
import { subsample } from "./subsample.ts";

export type { RegimePlugin } from "./plugin.ts";
export type { Moment, Pool, Regime, Selection } from "./regime.ts";

/** Every data regime, by the name that `data.regime` gives it. */
export const regimes = { accumulate, replace, window, subsample } satisfies Record<string, Regime>;
export type RegimeName = keyof typeof regimes;
export const regimeNames = Object.keys(regimes) as [RegimeName, ...RegimeName[]];

/** The regime of that name, or of one's own. */
export function regimeNamed(regime: RegimeName | PluginOptions): Regime {
  return typeof regime === "string" ? regimes[regime] : pluginRegime(regime);
}
