import { purposes } from "../../core/purposes.ts";
import { factorsOf } from "../../models/index.ts";
import type { Occasions, Showing } from "../recommend.ts";
import { raceLists } from "./listRace.ts";
import type { Listed } from "./policy.ts";
import { byScore, drawnFromWhole } from "./successive.ts";
import type { Drawn } from "./way.ts";
import type { Catalogue } from "./whole.ts";

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
  return drawnFromWhole(drawn, k, users, catalogue, {
    relative: byScore,
    weightsOf: (given) => given.map((score) => Math.max(score, 0)),
  });
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
