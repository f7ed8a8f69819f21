import type { Rows } from "../../log/index.ts";
import type { UsersOptions } from "../options.ts";

/** What users chose in a round. */
export type Choices = Pick<Rows, "user" | "item">;

/** How many rounds of choices have to be remembered; 0 where nothing depends on them. */
export function roundsRemembered({ discovery, wordOfMouth, influence }: UsersOptions): number {
  const looked = discovery.from !== "catalogue" || wordOfMouth > 0 ? discovery.memory : 0;
  return Math.max(looked, influence.strength > 0 ? influence.memory : 0);
}

/** The last rounds' choices with those of one more, the newest last; as many as are remembered. */
export function remembered(recent: readonly Choices[] = [], { user, item }: Choices, rounds: number): Choices[] {
  return [...recent, { user, item }].slice(-rounds);
}

/** The choices of the last rounds in columns. */
export function lastChoices(recent: readonly Choices[], rounds: number): Choices {
  const parts = recent.slice(-rounds);
  if (parts.length === 1) return parts[0]!;
  const length = parts.reduce((sum, part) => sum + part.user.length, 0);
  const all = { user: new Int32Array(length), item: new Int32Array(length) };
  let at = 0;
  for (const { user, item } of parts) {
    all.user.set(user, at);
    all.item.set(item, at);
    at += user.length;
  }
  return all;
}
