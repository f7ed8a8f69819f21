import { purposes } from "../../core/purposes.ts";
import { factorsOf } from "../../models/index.ts";
import type { Occasions, Showing } from "../recommend.ts";
import { raceLists } from "./listRace.ts";
import type { Listed } from "./policy.ts";
import { wholePool } from "./pool.ts";
import { byScore, successiveWay } from "./successive.ts";
import type { Drawn } from "./way.ts";
import { type Catalogue, scoresIn } from "./whole.ts";

/** In proportion to non-negative scores without replacement, evenly once none that is left is positive. */
export async function drawProportional(
  showing: Showing,
  catalogue: Catalogue,
  { users, draws }: Occasions,
): Promise<Drawn> {
  const { core, key, round, options } = showing;
  const k = options.slate;
  const stream = { key, round, purpose: purposes.slateSample };
  const drawn = await core.sampleSlates(factorsOf(catalogue.model), users, draws, k, catalogue.eligible, stream);
  const scores = scoresIn(catalogue);
  const items = catalogue.eligible.available.length;
  const part = <C extends Int32Array | Float64Array>(all: C, row: number) => all.subarray(row * k, (row + 1) * k) as C;
  return {
    items: drawn.items,
    propensity: () => drawn.propensity,
    ways: (row) => {
      const slate = { items: part(drawn.items, row), propensity: part(drawn.propensity, row) };
      const { score } = scores(users[row]!);
      // a score that cannot be drawn stays NaN
      const pool = () => wholePool(new Float64Array(items).map((_, item) => Math.max(score(item), 0)));
      return [successiveWay(slate, byScore(score), pool)];
    },
  };
}

/** The same from lists: ln w + Gumbel, positive weights before all others. */
export function listProportional(showing: Showing, listed: Listed, occasions: Occasions): Drawn {
  const { core } = showing;
  return raceLists(showing, listed, occasions, {
    utility: (score) => (score > 0 ? core.log(score) : 0),
    isLast: (score) => !(score > 0),
    relative: byScore,
  });
}
