export type { LogCounts, ReadLogOptions, ReadLogSettings } from "./options.ts";
export { type ReadLog, readLog } from "./readLog.ts";
