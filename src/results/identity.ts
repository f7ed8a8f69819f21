import { createHash } from "node:crypto";

/** Raised whenever the same scenario may give another result: what was computed before is then another run. */
export const RESULTS_VERSION = 3;

/** What decides a run's results. */
export interface RunSource {
  /** the scenario as canonical JSON */
  readonly scenario: string;
  /** arms, controls and twins in the order they are planned in: canonical JSON forgets it, twins and controls do not */
  readonly arms: readonly string[];
  /** SHA-256 of the log file's bytes, where the world is fitted to one */
  readonly logSha256?: string;
  /** of the list of friendships, where the world's society is read from one */
  readonly edgesSha256?: string;
  /** of the plug-ins' files, in the scenario's order, where it has any */
  readonly pluginsSha256?: readonly string[];
}

/**
 * The identity of a run, 64 hexadecimal digits: SHA-256 of the JSON text
 * `{"results":…,"scenario":"…","arms":[…],"log":"…","edges":"…","plugins":["…"]}`
 * (log: null without one; no edges or plugins without them). Threads, paths and verbosity are not in it.
 */
export function identityOf({ scenario, arms, logSha256, edgesSha256, pluginsSha256 }: RunSource): string {
  const inputs = { log: logSha256 ?? null, edges: edgesSha256, plugins: pluginsSha256 };
  const source = { results: RESULTS_VERSION, scenario, arms, ...inputs };
  return createHash("sha256").update(JSON.stringify(source)).digest("hex");
}

/** The part of an identity that names folders. */
export const shortIdentity = (identity: string): string => identity.slice(0, 8);
