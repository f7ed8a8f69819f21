/**
 * Holm's adjusted p-values, in the order given: the chance that any true hypothesis of the family is rejected at α stays below
 * α where those with an adjusted value of at most α are. Holm (1979), "A simple sequentially rejective multiple test procedure".
 * @throws RangeError where a value is not in [0, 1]
 */
export function holm(values: readonly number[]): number[] {
  const bad = values.find((p) => !(p >= 0 && p <= 1));
  if (bad !== undefined) throw new RangeError(`holm: got ${bad}, expected p-values in [0, 1]`);
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
  const adjusted = new Array<number>(values.length);
  let most = 0;
  order.forEach((i, rank) => {
    most = Math.max(most, Math.min(1, (values.length - rank) * values[i]!));
    adjusted[i] = most;
  });
  return adjusted;
}
