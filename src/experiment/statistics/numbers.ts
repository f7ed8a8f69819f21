import type { Core } from "../../core/index.ts";

/** What statistics need of a core: functions with the same bits on every engine, and keyed draws. */
export type Numbers = Pick<Core, "exp" | "log" | "pow" | "uniform">;
