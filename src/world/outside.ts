import type { Core, Logit } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
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
  const users = repeats === "allow" ? sampleOf(core, activity.length) : everyone(activity.length);
  const choices = Float64Array.from(users, (u) => activity[u]!);
  const declines = await expectedDeclines(core, { ...logit, outside: true }, users, choices, repeats);
  const total = choices.reduce((sum, n) => sum + n, 0);
  const shift = core.log(declines / total) - core.log(share / (1 - share));
  return { ...logit, intercepts: logit.intercepts.map((b) => b + shift), outside: true };
}

/** One user of each block of equal size, drawn by key: users may stand in a recurring order, as where groups take turns. */
function sampleOf(core: Core, users: number): Int32Array {
  const size = Math.max(1, Math.floor(users / SAMPLE));
  const stream = { key: { seed: 0, replicate: 0 }, purpose: purposes.levelSample, round: 0 };
  return everyone(Math.floor(users / size)).map(
    (block) => block * size + Math.trunc(core.uniform(stream, 0, block, 0) * size),
  );
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
