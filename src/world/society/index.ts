export { communityOf } from "./communities.ts";
export type { EdgeCounts } from "./edges.ts";
export { type EdgeSource, type SocietyOptions, societySchema } from "./options.ts";
export { type GivenEdges, societyOf } from "./society.ts";
