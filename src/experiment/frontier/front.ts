/** One candidate: what it keeps, and what it pays in whole steps of each price. */
export interface Candidate {
  readonly kept: number;
  readonly prices: readonly number[];
}

/**
 * Which candidates are on the Pareto front: those that no other one beats, that is, keeps at least as much at no higher price,
 * and keeps more or pays less. Equal candidates do not beat each other. A candidate whose figures are not all numbers is not on
 * the front and beats nobody.
 */
export function paretoFront(candidates: readonly Candidate[]): boolean[] {
  const sound = candidates.map(({ kept, prices }) => [kept, ...prices].every((value) => Math.abs(value) < Infinity));
  return candidates.map((own, a) => sound[a]! && !candidates.some((other, b) => sound[b]! && beats(other, own)));
}

function beats(other: Candidate, own: Candidate): boolean {
  if (!(other.kept >= own.kept)) return false;
  let better = other.kept > own.kept;
  for (let p = 0; p < own.prices.length; p++) {
    if (!(other.prices[p]! <= own.prices[p]!)) return false;
    better ||= other.prices[p]! < own.prices[p]!;
  }
  return better;
}
