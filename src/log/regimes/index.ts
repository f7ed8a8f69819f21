import { accumulate } from "./accumulate.ts";
import { replace, window } from "./recent.ts";
import type { Regime } from "./regime.ts";
import { subsample } from "./subsample.ts";

export type { Moment, Pool, Regime, Selection } from "./regime.ts";

/** Every data regime, by the name that `data.regime` gives it. */
export const regimes = { accumulate, replace, window, subsample } satisfies Record<string, Regime>;
export type RegimeName = keyof typeof regimes;
export const regimeNames = Object.keys(regimes) as [RegimeName, ...RegimeName[]];
