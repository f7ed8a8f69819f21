import { closest, distance } from "fastest-levenshtein";

/** The name that a slip of the fingers would turn into this one: at most two letters in five differ. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || text.length > 64) return undefined;
  const name = closest(text, names);
  return distance(text, name) <= Math.max(1, Math.floor(0.4 * Math.max(text.length, name.length))) ? name : undefined;
}

/** `; did you mean "x"?`, or nothing. */
export function hint(text: string, names: readonly string[]): string {
  const near = nearest(text, names);
  return near === undefined ? "" : `; did you mean "${near}"?`;
}
