import { type DataOptions, largestShare } from "../log/index.ts";
import { type ModelOptions, modelPart } from "../models/options.ts";
import { rankKind } from "../recommender/draw/options.ts";
import type { RecommenderOptions } from "../recommender/options.ts";
import { activeRerankers } from "../recommender/rerank/index.ts";
import type { WorldOptions } from "../world/options.ts";
import type { Path } from "./problem.ts";

/** What is wrong with a key of the recommender: where, what it is, and what was expected. */
export type RecommenderProblem = readonly [path: Path, value: string | number, message: string];

/** A recommender's models against the world they are to learn from, and against what is asked of the one that ranks. */
export function modelProblems(
  world: WorldOptions,
  size: { readonly users: number; readonly items: number } | undefined,
  recommender: RecommenderOptions,
  data: DataOptions | undefined,
): RecommenderProblem[] {
  const { model, retrieve } = recommender;
  const sources = retrieve.flatMap((source, n) => againstWorld(world, size, source.model, ["retrieve", n, "model"]));
  return [...againstWorld(world, size, model, ["model"]), ...sources, ...withoutFactors(recommender, data)];
}

function againstWorld(
  world: WorldOptions,
  size: { readonly users: number; readonly items: number } | undefined,
  model: ModelOptions,
  path: Path,
): RecommenderProblem[] {
  if (world.kind === "shares" && modelPart(model.kind).personal) {
    const why = "a world of kind shares has item shares and no interactions of users to fit a model to";
    return [[[...path, "kind"], model.kind, `expected one of popularity, random, oracle: ${why}`]];
  }
  if (model.kind === "social" && world.society.kind === "none") {
    return [
      [[...path, "kind"], model.kind, "expected a world with a society, whose friends it looks at; add world.society"],
    ];
  }
  if (!size || !("factors" in model) || model.factors <= Math.min(size.users, size.items)) return [];
  const least = size.users < size.items ? `${size.users}, the number of users` : `${size.items}, the number of items`;
  return [[[...path, "factors"], model.factors, `expected at most ${least} of the world`]];
}

function withoutFactors(
  { model, rank, retrieve, rerank }: RecommenderOptions,
  data?: DataOptions,
): RecommenderProblem[] {
  const problem = (why: string): RecommenderProblem => [
    ["model", "kind"],
    model.kind,
    `expected a model with factors: ${why}`,
  ];
  if (modelPart(model.kind).form === "factors") return [];
  return [
    ...(data && largestShare(data.synthetic.share) > 0
      ? [problem("data.synthetic samples rows from scores of the whole catalogue")]
      : []),
    ...(rankKind(rank) !== "greedy" && retrieve.length + activeRerankers(rerank).length === 0
      ? [
          problem(
            "recommender.rank draws from scores of the whole catalogue; rank greedily, or from recommender.retrieve",
          ),
        ]
      : []),
  ];
}
