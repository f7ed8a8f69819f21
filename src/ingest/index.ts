export type { LogCounts, ReadLogOptions, ReadLogSettings } from "./options.ts";
export { type ReadEdges, type ReadEdgesOptions, readEdges } from "./readEdges.ts";
export { type ReadLog, readLog } from "./readLog.ts";
