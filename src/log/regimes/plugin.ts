import {
  check,
  type Guard,
  type OptionsSchema,
  type PluginOptions,
  partOf,
  requireColumn,
  shown,
} from "../../plugins/index.ts";
import type { Moment, Pool, Regime, Selection } from "./regime.ts";

/** A data regime of one's own; the authentic log stays in the pool unless `data.seed` says otherwise. */
export interface RegimePlugin<O = unknown> {
  readonly part: "regime";
  readonly name: string;
  readonly schema?: OptionsSchema<O>;
  /** The oldest round whose rows round `round` or a later one may train on; 0, for all, if left out. It never falls. */
  oldest?(moment: Moment, options: O): number;
  /** Which of the rows that are left to train on, in the order of the parts; all of them if left out. */
  select?(pool: Omit<Pool, "options">, options: O): readonly Selection[];
}

/** The regime that the options name; what it gives is checked. */
export function pluginRegime(given: PluginOptions): Regime {
  const own = () => partOf<RegimePlugin>(given);
  return {
    seed: "keep",
    oldest(moment) {
      const { part, guard } = own();
      const oldest = guard.call("oldest", () => part.oldest?.(moment, given.options) ?? 0);
      const isRound = Number.isSafeInteger(oldest) && oldest >= 0 && oldest <= moment.round;
      check(guard, isRound, "oldest", () => `${oldest}, expected a round from 0 to ${moment.round}`);
      return oldest;
    },
    select({ options: _options, ...pool }) {
      const { part, guard } = own();
      if (!part.select) return pool.parts.map((whole) => ({ part: whole }));
      const selected: unknown = guard.call("select", () => part.select!(pool, given.options));
      check(guard, Array.isArray(selected), "select", () => `${shown(selected)}, expected a list of selections`);
      return selected.map((selection) => requireSelection(guard, selection, pool.parts));
    },
  };
}

function requireSelection(guard: Guard, given: Selection | undefined, parts: Pool["parts"]): Selection {
  const isPart = given !== undefined && given !== null && parts.includes(given.part);
  check(guard, isPart, "select", () => `a part that is not one of the ${parts.length} of the pool`);
  const { part, rows, values } = given;
  const all = part.user.length;
  if (rows !== undefined) {
    const column = { type: Int32Array, length: rows.length, wanted: `a row from 0 to ${all - 1}` };
    requireColumn(guard, "select", rows, column, (row) => row >= 0 && row < all);
    const isSorted = rows.every((row, n) => n === 0 || row >= rows[n - 1]!);
    check(guard, isSorted, "select", () => "rows out of order, expected ascending row numbers");
  }
  if (values !== undefined) {
    const column = { type: Float64Array, length: rows?.length ?? all, wanted: "a finite value of at least 0" };
    requireColumn(guard, "select", values, column, (value) => value >= 0 && value < Infinity);
  }
  return { part, ...(rows ? { rows } : {}), ...(values ? { values } : {}) };
}
