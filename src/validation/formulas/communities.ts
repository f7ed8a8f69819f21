/** Probabilities that two clicks name the same item: of one community, and of two. */
export interface Identity {
  readonly within: number;
  readonly between: number;
}

/**
 * The island model: D communities of N clicks, whose popularity is drawn to that of all by m. With g the probability over
 * all pairs and a = (1 - m)², f0' = 1/N + (1 - 1/N)(a f0 + (1 - a) g) and f1' = a f1 + (1 - a) g, exactly.
 */
export function islands(start: Identity, D: number, N: number, m: number, t: number): Identity {
  let { within, between } = start;
  const a = (1 - m) * (1 - m);
  for (let s = 0; s < t; s++) {
    const g = within / D + (1 - 1 / D) * between;
    within = 1 / N + (1 - 1 / N) * (a * within + (1 - a) * g);
    between = a * between + (1 - a) * g;
  }
  return { within, between };
}

/** Of the shares of communities, or of their clicks. */
export function identityOf(shares: readonly Float64Array[]): Identity {
  const D = shares.length;
  let [within, between] = [0, 0];
  shares.forEach((p, c) => {
    shares.forEach((q, e) => {
      const meet = p.reduce((sum, x, i) => sum + x * q[i]!, 0);
      if (c === e) within += meet / D;
      else between += meet / (D * (D - 1));
    });
  });
  return { within, between };
}

/** Over all clicks, of the same number in every community. */
export const pooledIdentity = ({ within, between }: Identity, D: number): number => within / D + (1 - 1 / D) * between;
