import { expect, test } from "vitest";
import { planArms } from "../../src/experiment/index.ts";
import { dataSchema } from "../../src/log/index.ts";
import { recommenderSchema } from "../../src/recommender/index.ts";
import { usersSchema } from "../../src/users/index.ts";
import { catalogueSchema } from "../../src/world/index.ts";

interface Given {
  readonly users?: object;
  readonly recommender?: object;
  readonly data?: object;
  readonly catalogue?: object;
}

const arm = ({ users = {}, recommender = {}, data = {}, catalogue = {} }: Given) => ({
  description: "",
  users: usersSchema.parse(users),
  recommender: recommenderSchema.parse(recommender),
  data: dataSchema.parse(data),
  catalogue: catalogueSchema.parse(catalogue),
});

function plan(arms: Record<string, Given>, more: { control?: boolean; twins?: readonly string[] } = {}) {
  const treatments = Object.fromEntries(Object.entries(arms).map(([name, given]) => [name, arm(given)]));
  const options = { control: true, twins: [], ...more, arms: treatments };
  return planArms(options as unknown as Parameters<typeof planArms>[0]);
}

const lines = (planned: ReturnType<typeof plan>) => planned.map(({ name, kind, control }) => [name, kind, control]);

test("arms that differ only in where rows come from share one control", () => {
  const planned = plan({
    plain: {},
    dose: { data: { authentic: { share: 0.3 } } },
    replayed: { data: { authentic: { share: 0.3, by: "replayed" } } },
    stratified: { data: { authentic: { share: [0.1, 0.3], draw: "stratified", unit: "user" } } },
    previous: { data: { synthetic: { share: { start: 0, end: 1, rounds: 5 }, from: "previous", temperature: 2 } } },
    synthetic: { data: { synthetic: { share: 0.5 } } },
    organic: { users: { organic: 0.4 } },
  });
  expect(lines(planned)).toEqual([
    ...["plain", "dose", "replayed", "stratified", "previous", "synthetic", "organic"].map((name) => [
      name,
      "arm",
      "control-plain",
    ]),
    ["control-plain", "control", undefined],
  ]);
  const { users, recommender, data } = planned.at(-1)!.treatment;
  expect(data).toEqual(dataSchema.parse({ authentic: { share: 1, by: "fresh" } }));
  expect(users).toEqual(usersSchema.parse({}));
  expect(recommender).toEqual(recommenderSchema.parse({}));
});

test.each([
  ["regime", { data: { regime: "replace" } }],
  ["seed", { data: { seed: "drop" } }],
  ["rows", { data: { rows: 50 } }],
  ["weights", { data: { weights: { recommended: 2 } } }],
  ["model", { recommender: { model: { kind: "popularity" } } }],
  ["slate", { recommender: { slate: 3 } }],
  ["drift", { users: { drift: 0.1 } }],
  ["repeats", { users: { repeats: "deny" } }],
  ["catalogue", { catalogue: { arrivals: 2 } }],
])("an arm with another %s has a control of its own, alike but for its rows", (_, given) => {
  const planned = plan({ plain: {}, other: given });
  expect(lines(planned)).toEqual([
    ["plain", "arm", "control-plain"],
    ["other", "arm", "control-other"],
    ["control-plain", "control", undefined],
    ["control-other", "control", undefined],
  ]);
  const { users, recommender, data, catalogue } = arm(given);
  expect(planned[3]!.treatment).toEqual({
    users,
    recommender,
    catalogue,
    data: {
      ...data,
      authentic: { share: 1, by: "fresh", draw: "independent", unit: "row" },
      synthetic: { share: 0, from: "current", temperature: "fitted" },
    },
  });
});

test("twins stand for the arms of one world: the same rows and users, another recommender and nothing of its pipeline, or none", () => {
  const first = {
    users: { drift: 0.2 },
    recommender: {
      slate: 4,
      explore: 0.1,
      rank: { kind: "thompson" },
      rerank: [{ kind: "random" }],
      retrieve: [{ model: { kind: "ials" } }],
    },
    data: { regime: "replace", authentic: { share: 0.2, by: "replayed" }, synthetic: { share: 0.5 } },
  };
  const alike = { users: { drift: 0.2 }, recommender: { model: { kind: "popularity" } } };
  const planned = plan({ first, alike }, { twins: ["none", "random", "popularity", "oracle"] });
  const names = ["none", "random", "popularity", "oracle"].map((kind) => `twin-${kind}`);
  expect(lines(planned).slice(4)).toEqual(names.map((name) => [name, "twin", "control-first"]));
  expect(planned.map(({ twins }) => twins)).toEqual([names, names, ...new Array(6).fill(undefined)]);
  const [none, random, popularity, oracle] = planned.slice(4).map(({ treatment }) => treatment);
  const own = planned[0]!.treatment;
  expect(none).toEqual({
    ...own,
    users: { ...own.users, organic: 1 },
    data: dataSchema.parse({ regime: "replace", authentic: { by: "replayed" } }),
  });
  expect(random).toEqual({ ...own, recommender: recommenderSchema.parse({ slate: 4, model: { kind: "random" } }) });
  expect(popularity!.recommender).toEqual(recommenderSchema.parse({ slate: 4, model: { kind: "popularity" } }));
  expect(oracle!.recommender.model).toEqual({ kind: "oracle" });
});

test("an arm whose users or catalogue behave otherwise has twins of its own, which others like it share", () => {
  const drifting = { users: { drift: 0.1 } };
  const planned = plan(
    {
      plain: {},
      drifting,
      both: { ...drifting, data: { regime: "replace" } },
      growing: { catalogue: { arrivals: 2 } },
    },
    { twins: ["none"], control: false },
  );
  expect(planned.map(({ name, twins }) => [name, twins])).toEqual([
    ["plain", ["twin-none"]],
    ["drifting", ["twin-none-drifting"]],
    ["both", ["twin-none-drifting"]],
    ["growing", ["twin-none-growing"]],
    ...["twin-none", "twin-none-drifting", "twin-none-growing"].map((name) => [name, undefined]),
  ]);
  expect(planned[5]!.treatment.users.drift).toBe(0.1);
  expect(planned[6]!.treatment.catalogue.arrivals).toBe(2);
});

test("without controls nobody has one", () => {
  expect(lines(plan({ plain: {} }, { control: false, twins: ["random"] }))).toEqual([
    ["plain", "arm", undefined],
    ["twin-random", "twin", undefined],
  ]);
});

test("an arm that is all fresh is its own control, and still has one beside it", () => {
  const planned = plan({ fresh: { data: { authentic: { share: 1 } } } });
  expect(planned[1]!.treatment).toEqual(planned[0]!.treatment);
});

test("an arm that begins late has a control that changes with it, or that of the scenario where it is the same", () => {
  const fresh = dataSchema.parse({ authentic: { share: 0.3 } });
  const { recommender, data } = arm({});
  const before = { round: 4, recommender, data };
  const exploring = recommenderSchema.parse({ explore: 0.2 });
  const arms = {
    plain: arm({}),
    rows: { ...arm({}), data: fresh, before },
    slots: { ...arm({}), recommender: exploring, before },
  };
  const options = { control: true, twins: ["random"], arms };
  const planned = planArms(options as unknown as Parameters<typeof planArms>[0]);
  expect(planned.map(({ name, control, from }) => [name, control, from])).toEqual([
    ["plain", "control-plain", undefined],
    ["rows", "control-plain", 4],
    ["slots", "control-slots", 4],
    ["control-plain", undefined, undefined],
    ["control-slots", undefined, 4],
    ["twin-random", "control-plain", undefined],
  ]);
  expect(planned[2]!.description).toBe("slots, from round 4 on");
  const { treatment } = planned[4]!;
  const authentic = { share: 1, by: "fresh", draw: "independent", unit: "row" };
  expect(treatment.data.authentic).toEqual(authentic);
  expect(treatment.recommender.explore).toBe(0.2);
  expect(treatment.before).toMatchObject({ round: 4, recommender: { explore: 0 }, data: { authentic } });
});

test("the twins of an arm that begins late are the same throughout", () => {
  const { recommender, data } = arm({});
  const late = { ...arm({ recommender: { explore: 0.2 } }), before: { round: 4, recommender, data } };
  const options = { control: false, twins: ["random"], arms: { late } };
  const [, twin] = planArms(options as unknown as Parameters<typeof planArms>[0]);
  expect(twin!.treatment).not.toHaveProperty("before");
  expect(twin!.treatment.recommender).toEqual({ ...recommender, model: { kind: "random" } });
});
