import { type Treatment, withEach } from "../simulation/index.ts";
import type { PlannedArm } from "./arms.ts";
import type { TwinKind } from "./options.ts";

/**
 * The twins of an experiment's arms: the same world and seed without a recommender, or under a plain one. Arms that differ in
 * recommender or data alone share those of the first of them, so that whatever sets them apart is theirs; an arm whose users
 * or catalogue behave otherwise lives in another world and has twins of its own.
 * @returns the arms with the names of their twins, and the twins
 */
export function withTwins(
  arms: readonly PlannedArm[],
  kinds: readonly TwinKind[],
): { readonly arms: PlannedArm[]; readonly twins: PlannedArm[] } {
  const owners = new Map<string, PlannedArm>();
  for (const arm of arms) {
    const world = worldOf(arm);
    if (!owners.has(world)) owners.set(world, arm);
  }
  const nameOf = (kind: TwinKind, owner: PlannedArm) =>
    owner === arms[0] ? `twin-${kind}` : `twin-${kind}-${owner.name}`;
  const twins = [...owners.values()].flatMap((owner) =>
    kinds.map((kind): PlannedArm => {
      const { name, control, treatment } = owner;
      const description = `twin of ${name}: ${words[kind]}`;
      return {
        name: nameOf(kind, owner),
        kind: "twin",
        ...(control ? { control } : {}),
        description,
        treatment: twinOf(kind, treatment),
      };
    }),
  );
  const named = arms.map((arm) => {
    const owner = owners.get(worldOf(arm))!;
    return kinds.length > 0 ? { ...arm, twins: kinds.map((kind) => nameOf(kind, owner)) } : arm;
  });
  return { arms: named, twins };
}

/** What a treatment leaves of the world: everything but how it recommends and what it learns from. */
function worldOf({ treatment: { users, catalogue } }: PlannedArm): string {
  return JSON.stringify({ users, catalogue });
}

const words: Record<TwinKind, string> = {
  none: "nobody looks at recommendations",
  random: "random slates",
  popularity: "the most popular items of the training data",
  oracle: "the best slate by true utility",
};

/**
 * Without a recommender every row is a user's free choice: no rows are bought or made by a model. Under another one its bare
 * slates are shown: no sources, re-rankers, chance or exploration of the arm's, which would make another recommender of it.
 */
function twinOf(kind: TwinKind, treatment: Treatment): Treatment {
  if (kind === "none") {
    const { users, ...rest } = withEach(treatment, ({ recommender, data }) => {
      const authentic = { ...data.authentic, share: 0 };
      const synthetic = { ...data.synthetic, share: 0 };
      return { recommender, data: { ...data, authentic, synthetic } };
    });
    return { ...rest, users: { ...users, organic: 1 } };
  }
  return withEach(treatment, ({ recommender, data }) => {
    const bare = { ...recommender, retrieve: [], rerank: [], rank: "greedy" as const, explore: 0 };
    return { recommender: { ...bare, model: models[kind] }, data };
  });
}

const models = {
  popularity: { kind: "popularity", exponent: 1, by: "all", pooling: 0 },
  random: { kind: "random" },
  oracle: { kind: "oracle" },
} as const;
