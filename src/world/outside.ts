import type { Core, Logit } from "../core/index.ts";
import { everyone } from "./world.ts";

/** What users do when they choose freely, as far as the outside option goes. */
export interface FreeChoices {
  /** (users) choices each user makes */
  readonly activity: Float64Array;
  readonly repeats: "allow" | "deny";
}

/** Users looked at when a level is set: enough for a standard error of the share below 0.005. */
const SAMPLE = 10_000;

/**
 * Expected declines per choice of each user who chooses freely: P(outside) / P(something) = 1 / Σ_i exp(utility).
 * @param users the users asked about
 * @returns (users.length)
 */
export async function declinesPerChoice(core: Core, logit: Logit, users: Int32Array): Promise<Float64Array> {
  const { logsum } = await core.logitMoments({ ...logit, outside: false }, users);
  return logsum.map((inside) => core.exp(Math.min(700, -inside)));
}

/**
 * Shifts all intercepts by one constant so that `share` of the occasions end in the outside option when every user makes
 * the stated choices from the whole catalogue. With D declines expected for N choices, a shift c makes them D e^(-c), so
 * c = ln(D / N) - ln(share / (1 - share)). Who chooses what, given a choice, does not change.
 */
export async function withOutsideShare(
  core: Core,
  logit: Logit,
  { activity, repeats }: FreeChoices,
  share: number,
): Promise<Logit> {
  const step = repeats === "allow" ? Math.max(1, Math.floor(activity.length / SAMPLE)) : 1;
  const users = everyone(activity.length).filter((u) => u % step === 0);
  const choices = Float64Array.from(users, (u) => activity[u]!);
  const declines = await expectedDeclines(core, { ...logit, outside: true }, users, choices, repeats);
  const total = choices.reduce((sum, n) => sum + n, 0);
  const shift = core.log(declines / total) - core.log(share / (1 - share));
  return { ...logit, intercepts: logit.intercepts.map((b) => b + shift), outside: true };
}

async function expectedDeclines(
  core: Core,
  logit: Logit,
  users: Int32Array,
  choices: Float64Array,
  repeats: FreeChoices["repeats"],
): Promise<number> {
  if (repeats === "deny") return (await core.expectedInclusions(logit, users, choices, {})).outside;
  const declines = await declinesPerChoice(core, logit, users);
  return declines.reduce((sum, perChoice, k) => sum + choices[k]! * perChoice, 0);
}
