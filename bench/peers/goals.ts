import type { Work } from "./command.ts";
import type { PeerName } from "./environment.ts";

/** Least ratio of the peer's time to ours, or nothing where there is no goal. */
export function goalOf(peer: PeerName, work: Work, factors: number): number | undefined {
  if (peer === "trecs") return 100;
  if (peer === "lenskit") return undefined;
  switch (work) {
    case "als-cg":
      return factors === 64 ? 3.5 : factors === 128 ? 2.5 : undefined;
    case "als-exact":
      return factors === 64 ? 6 : factors === 128 ? 5 : undefined;
    case "bpr":
      return 3;
    case "top-10":
    case "top-100":
      return 2;
    default:
      return undefined;
  }
}
