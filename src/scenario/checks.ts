import { dataSchema } from "../log/options.ts";
import { rankKind } from "../recommender/draw/options.ts";
import { recommenderSchema } from "../recommender/options.ts";
import { usersSchema } from "../users/options.ts";
import type { WorldOptions } from "../world/options.ts";
import type { Arm } from "./arms.ts";
import { modelProblems } from "./models.ts";
import { pipelineProblems } from "./pipeline.ts";
import { type Path, type Problem, problemAt } from "./problem.ts";
import { type Section, scenarioSchema, twinKinds } from "./schema.ts";
import { type Node, nodeAt, placeOf, placeOfKey, plain } from "./tree.ts";

/** What no part can see alone: each check looks only at sections that are sound by themselves. */
export function checkWhole(root: Node, arms: readonly Arm[]): Problem[] {
  const { world, twins } = scenarioSchema.shape;
  const sound = world.safeParse(read(root, "world")).data;
  const names = arms.map((arm) => arm.name);
  return [
    ...(sound
      ? [
          ...checkShares(sound, root),
          ...arms.flatMap((arm) => [...checkArm(sound, arm), ...checkFriends(sound, arm)]),
          ...lateArms(root, arms).flatMap(({ arm }) => checkArm(sound, { ...arm, parts: arm.base })),
        ]
      : []),
    ...arms.flatMap(checkUsers),
    ...checkDoses(root),
    ...checkBeginnings(root, arms),
    ...checkTwins(twins.safeParse(read(root, "twins")).data ?? [], names, root),
  ];
}

const read = (root: Node, key: string) => nodeAt(root, [key]) && plain(nodeAt(root, [key])!);

/** An arm's recommender against the world it is to serve. */
function checkArm(world: WorldOptions, { name, base, parts }: Arm): Problem[] {
  const prefix = parts.recommender === base.recommender ? [] : ["arms", name];
  const parsed = recommenderSchema.safeParse(parts.recommender.value);
  if (!parsed.success) return [];
  const { model, slate, rank } = parsed.data;
  const problems: Problem[] = [];
  const at = (path: Path, value: string | number, message: string) => {
    const { node } = parts.recommender;
    const given = nodeAt(node, path) ? `got ${value}` : `got ${value} (the default)`;
    problems.push(problemAt(placeOf(node, path), [...prefix, "recommender", ...path], `${given}, ${message}`));
  };
  const size = sizeOf(world);
  if (size && slate > size.items) {
    at(["slate"], slate, `expected at most ${size.items}, the number of items of the world`);
  }
  if (rankKind(rank) === "thompson" && model.kind !== "ials") {
    at(["rank", "kind"], "thompson", "expected softmax, or a model of kind ials: no other has a posterior");
  }
  for (const problem of pipelineProblems(parsed.data)) at(...problem);
  const data = dataSchema.safeParse(parts.data.value).data;
  for (const problem of modelProblems(world, size, parsed.data, data)) at(...problem);
  return problems;
}

/** A choice model that never declines, and an outside option. */
function checkUsers({ name, base, parts: { users } }: Arm): Problem[] {
  const { choice, outside } = usersSchema.safeParse(users.value).data ?? {};
  if (choice?.kind !== "always" || !outside) return [];
  const path = [...(users === base.users ? [] : ["arms", name]), "users", "outside"];
  const given = nodeAt(users.node, ["outside"]) ? "got true" : "got true (the default)";
  const why = "users whose choice is always take the first slots and leave nothing to an outside option";
  return [problemAt(placeOf(users.node, ["outside"]), path, `${given}, expected false: ${why}`)];
}

/** What users have from friends, in a world where nobody has any. */
function checkFriends({ society }: WorldOptions, { name, base, parts: { users } }: Arm): Problem[] {
  const behaviour = usersSchema.safeParse(users.value).data;
  if (society.kind !== "none" || !behaviour) return [];
  const { discovery, wordOfMouth, influence } = behaviour;
  const asked: [boolean, Path, unknown][] = [
    [discovery.from === "friends", ["discovery", "from"], "friends"],
    [wordOfMouth > 0, ["wordOfMouth"], wordOfMouth],
    [influence.strength > 0, ["influence", "strength"], influence.strength],
  ];
  const why = "nobody has friends; give the world a society";
  return asked
    .filter(([wanted]) => wanted)
    .map(([, path, value]) => {
      const whole = [...(users === base.users ? [] : ["arms", name]), "users", ...path];
      return problemAt(
        placeOf(users.node, path),
        whole,
        `got ${value} in a world with world.society none, where ${why}`,
      );
    });
}

/** Users and items, where the scenario says them; those of a log are known when it is read. */
function sizeOf(world: WorldOptions): { readonly users: number; readonly items: number } | undefined {
  if (world.kind === "log") return undefined;
  if (world.kind === "drawn") return { users: world.users, items: world.items };
  const { users, shares } = world;
  if (!Array.isArray(shares)) return { users, items: shares.items };
  const [first] = shares;
  return { users, items: Array.isArray(first) ? first.length : shares.length };
}

/** Given item shares: as many in every group, and not all of them zero. */
function checkShares(world: WorldOptions, root: Node): Problem[] {
  if (world.kind !== "shares" || !Array.isArray(world.shares)) return [];
  const rows = world.shares.map((row, i) => ({ row, path: ["world", "shares", i] }));
  const groups = Array.isArray(world.shares[0])
    ? rows.flatMap(({ row, path }) => (Array.isArray(row) ? [{ row, path }] : []))
    : [{ row: rows.flatMap(({ row }) => (Array.isArray(row) ? [] : [row])), path: ["world", "shares"] }];
  const length = groups[0]!.row.length;
  return groups.flatMap(({ row, path }) => {
    const at = (message: string) => [problemAt(placeOf(root, path), path, message)];
    if (row.length !== length)
      return at(`got a list of ${row.length}, expected ${length} shares as in the first group`);
    return row.some((share) => share > 0) ? [] : at("got shares that are all zero, expected at least one above zero");
  });
}

/** A dose is a safeguard's. */
function checkDoses(root: Node): Problem[] {
  const parsed = scenarioSchema.shape.arms.safeParse(read(root, "arms"));
  return Object.entries(parsed.data ?? {})
    .filter(([, { safeguard, dose }]) => dose !== undefined && safeguard === undefined)
    .map(([name, { dose }]) => {
      const path = ["arms", name, "dose"];
      const message = `got ${dose} without safeguard, expected the safeguard that it is a dose of`;
      return problemAt(placeOf(root, path), path, message);
    });
}

/** Arms that begin after round 1, and when. */
function lateArms(root: Node, arms: readonly Arm[]): { readonly arm: Arm; readonly from: number }[] {
  const parsed = scenarioSchema.shape.arms.safeParse(read(root, "arms")).data ?? {};
  return arms.flatMap((arm) => {
    const { from = 1 } = parsed[arm.name] ?? {};
    return from > 1 ? [{ arm, from }] : [];
  });
}

/** What begins late is recommender and data: other users or another catalogue make another world, from the start. */
function checkBeginnings(root: Node, arms: readonly Arm[]): Problem[] {
  return lateArms(root, arms).flatMap(({ arm: { name, base, parts }, from }) => {
    const at = (path: Path, message: string) => problemAt(placeOf(root, path), path, message);
    const path = ["arms", name, "from"];
    const has = (section: Section) => parts[section] !== base[section];
    const foreign = (["users", "catalogue"] as const).filter(has).map((section) => {
      const why = "only recommender and data can begin late, users and catalogue are the world's";
      return at(["arms", name, section], `got keys that would hold from round ${from} on, expected none: ${why}`);
    });
    const isEmpty = !has("recommender") && !has("data") && foreign.length === 0;
    return [
      ...foreign,
      ...(isEmpty ? [at(path, `got ${from}, expected keys of recommender or data that hold from then on`)] : []),
    ];
  });
}

/** An arm called like a requested twin could not be told from it in a table. */
function checkTwins(twins: readonly string[], arms: readonly string[], root: Node): Problem[] {
  const requested = new Set<string>(twinKinds.filter((twin) => twins.includes(twin)));
  return arms
    .filter((name) => requested.has(name))
    .map((name) => {
      const path = ["arms", name];
      const message = `got the name of a twin, expected another name, or twins without "${name}"`;
      return problemAt(placeOfKey(root, path), path, message);
    });
}
