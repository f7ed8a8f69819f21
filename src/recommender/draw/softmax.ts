import type { Core } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import { factorsOf } from "../../models/index.ts";
import type { Occasions, Showing } from "../recommend.ts";
import { raceLists } from "./listRace.ts";
import type { Listed } from "./policy.ts";
import { weightsOf } from "./pool.ts";
import { drawnFromWhole, type RelativeWeight } from "./successive.ts";
import type { Drawn } from "./way.ts";
import type { Catalogue } from "./whole.ts";

/**
 * Item by item without replacement in proportion to exp(score / temperature) among those left: the model of Plackett
 * (1975) and Luce (1959). Where scores are logarithms of weights w it draws by w^γ, γ = 1 / temperature.
 */
export async function drawSoftmax(showing: Showing, catalogue: Catalogue, { users, draws }: Occasions): Promise<Drawn> {
  const { core, key, round, options } = showing;
  const { model, eligible } = catalogue;
  const k = options.slate;
  const scale = 1 / temperatureOf(showing);
  const given = { factors: factorsOf(model), scale, intercepts: new Float32Array(eligible.available.length) };
  const stream = { key, round, purpose: purposes.listRace };
  const drawn = await core.gumbelTopK(given, users, draws, k, eligible, stream);
  const utility = scaled(scale);
  return drawnFromWhole(drawn, k, users, catalogue, {
    relative: (score) => byUtility(core, score, utility),
    weightsOf: (given) => weightsOf(core, given.map(utility)),
  });
}

/** The same from lists, with the same noise. */
export function listSoftmax(showing: Showing, listed: Listed, occasions: Occasions): Drawn {
  const utility = scaled(1 / temperatureOf(showing));
  return raceLists(showing, listed, occasions, {
    utility,
    isLast: () => false,
    relative: (score) => byUtility(showing.core, score, utility),
  });
}

function temperatureOf({ options: { rank } }: Showing): number {
  return typeof rank !== "string" && rank.kind === "softmax" ? rank.temperature : 1;
}

/** In float32, as the core takes utilities. */
function scaled(scale: number): (score: number) => number {
  const factor = Math.fround(scale);
  return (score) => Math.fround(factor * score);
}

function byUtility(core: Core, score: (item: number) => number, utility: (score: number) => number): RelativeWeight {
  return (item, best) => {
    const own = score(item);
    return Number.isNaN(own) ? 0 : core.exp(utility(own) - utility(score(best)));
  };
}
