export type { ScoredLists } from "../core/index.ts";

/** Users whose lists are made together, so that what is worked on takes little room however many there are. */
export const USERS_AT_ONCE = 4096;
