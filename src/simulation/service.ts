import { type Service, serviceOf, type Trained, withRerankers } from "../recommender/index.ts";
import { attributesOf } from "../world/index.ts";
import { providersOf } from "../world/topics.ts";
import type { SimulationOptions } from "./options.ts";
import type { SimulationState } from "./state.ts";

/** What was trained, with all that the pipeline needs in the round after the state. */
export async function serve(
  { core, key, world, treatment: { recommender } }: SimulationOptions,
  { round, available, catalogue, consumed, creators, truth }: SimulationState,
  trained: Trained,
): Promise<Service> {
  const service = await serviceOf(core, trained, recommender, consumed);
  const { attributeDims } = world;
  const attributes = attributesOf(world, truth);
  return withRerankers(service, recommender, {
    core,
    key,
    round: round + 1,
    attributes,
    attributeDims,
    popularity: trained.itemWeights,
    providers: providersOf(attributes, attributeDims, creators?.of),
    born: catalogue?.born,
    available,
    history: consumed,
  });
}
