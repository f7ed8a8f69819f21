export { frontierOf } from "./frontier.ts";
export type { Statistics } from "./ratio.ts";
