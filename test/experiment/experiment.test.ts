import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import {
  type Executor,
  type ExperimentOptions,
  inThisThread,
  runExperiment,
  runUnit,
  type UnitRound,
} from "../../src/experiment/index.ts";
import { parseScenario } from "../../src/scenario/index.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const text = `
version: 1
seed: 3
rounds: 3
replicates: 2
world: {kind: drawn, users: 30, items: 25, topics: 3, activity: {mean: 3}, history: 2}
recommender: {model: {kind: ials, factors: 3, sweeps: 3}, slate: 4}
measure: {pairs: 40, window: 2}
twins: [random]
arms:
  plain: {}
  dose: {data: {authentic: {share: 0.3}}}
  synthetic: {data: {synthetic: {share: 0.3}}}
`;

const scenario = (...set: string[]): ExperimentOptions => parseScenario(text, { file: "test.yaml", set });

/** Options with the arms named, in that order. */
function withArms(options: ExperimentOptions, ...names: string[]): ExperimentOptions {
  return { ...options, arms: Object.fromEntries(names.map((name) => [name, options.arms[name]!])) };
}

async function recordsOf(options: ExperimentOptions, executor: Executor = inThisThread(core)) {
  const { records } = await runExperiment(options, executor);
  return new Map(records.map(({ arm, replicate, round, metrics }) => [`${arm} ${replicate} ${round}`, metrics]));
}

test("records come by arm as planned, replicate and round, whatever the order in which units run", async () => {
  const options = scenario();
  const direct = inThisThread(core);
  const backwards: Executor = {
    ...direct,
    run: (units, onRound, signal) => direct.run([...units].reverse(), onRound, signal),
  };
  const [a, b] = [await runExperiment(options, direct), await runExperiment(options, backwards)];
  expect(b).toEqual(a);
  expect(a.arms.map(({ name }) => name)).toEqual(["plain", "dose", "synthetic", "control-plain", "twin-random"]);
  expect(a.records.map(({ arm, replicate, round }) => `${arm} ${replicate} ${round}`)).toEqual(
    a.arms.flatMap(({ name }) => [1, 2].flatMap((r) => [0, 1, 2, 3].map((t) => `${name} ${r} ${t}`))),
  );
});

test("another arm, order of arms or replicate changes nobody else's numbers", async () => {
  const options = scenario();
  const all = await recordsOf(options);
  const alone = await recordsOf(withArms(options, "dose"));
  const turned = await recordsOf(withArms(options, "synthetic", "plain", "dose"));
  const longer = await recordsOf(scenario("replicates=3"));
  for (const key of all.keys()) {
    if (key.startsWith("dose")) expect(alone.get(key)).toEqual(all.get(key));
    // controls are named after the first arm, and twins are of its treatment
    if (!key.startsWith("control") && !key.startsWith("twin")) expect(turned.get(key)).toEqual(all.get(key));
    expect(longer.get(key)).toEqual(all.get(key));
  }
  expect(alone.get("control-dose 2 3")).toEqual(all.get("control-plain 2 3"));
  expect(all.get("plain 1 3")).not.toEqual(all.get("plain 2 3"));
  expect(all.get("plain 1 3")).not.toEqual(all.get("dose 1 3"));
});

test("arms of a replicate are coupled: the same model and measures at round 0", async () => {
  const all = await recordsOf(scenario());
  expect(all.get("dose 1 0")).toEqual(all.get("plain 1 0"));
  expect(all.get("control-plain 2 0")).toEqual(all.get("plain 2 0"));
  expect(Object.keys(all.get("plain 1 0")!).length).toBeGreaterThan(5);
});

test("an experiment goes on from where units stood, with the same records", async () => {
  const options = scenario();
  const rounds: UnitRound[] = [];
  const whole = await runExperiment(options, inThisThread(core), undefined, {
    onRound: (round) => {
      rounds.push(round);
    },
  });
  // plain 1 is finished, plain 2 stands after round 1, everything else has not begun
  const upTo = (arm: string, replicate: number, round: number) => {
    const own = rounds.filter((r) => r.arm === arm && r.replicate === replicate && r.round <= round);
    const records = own.map(({ metrics, round: t }) => ({ arm, replicate, round: t, metrics }));
    return { arm, replicate, records, state: structuredClone(own.at(-1)!.state) };
  };
  let ran = 0;
  const rest = await runExperiment(options, inThisThread(core), undefined, {
    resume: [upTo("plain", 1, 3), upTo("plain", 2, 1), upTo("synthetic", 1, 2)],
    onRound: () => {
      ran++;
    },
  });
  expect(rest).toEqual(whole);
  expect(ran).toBe(rounds.length - 4 - 2 - 3);
  expect(whole.notes.length).toBe(2);
});

test("notes say how many rows the rounds of an arm stayed short of, also after a resume, and of no other arm", async () => {
  const set = ["world.users=12", "world.items=6", "data.rows=40", "log=choices", "users.patience=4"];
  const tight = scenario(...set, "users.repeats=deny", "users.outside=false", "twins=[]", "control=false");
  const options = withArms(tight, "plain", "synthetic");
  const rounds: UnitRound[] = [];
  const whole = await runExperiment(options, inThisThread(core), undefined, {
    onRound: (round) => {
      rounds.push(round);
    },
  });
  const short = (arm: string, replicate?: number, upTo = 3) => {
    const own = rounds.filter((r) => r.arm === arm && r.round <= upTo && r.round > 0);
    return own.reduce(
      (sum, r) => sum + (replicate === undefined || r.replicate === replicate ? 40 - r.log!.rows.item.length : 0),
      0,
    );
  };
  for (const { arm, replicate, round, missing, state } of rounds) {
    expect(missing).toBe(short(arm, replicate, round));
    expect(state!.missing).toBe(missing);
  }
  expect(short("plain")).toBeGreaterThan(40);
  const shortages = whole.notes.filter((note) => note.includes("stayed short"));
  expect(shortages).toEqual(
    ["plain", "synthetic"].map((arm) =>
      expect.stringContaining(`${arm}: rounds stayed short of ${short(arm)} rows in all`),
    ),
  );
  const upTo = (arm: string, replicate: number, round: number) => {
    const records = rounds.filter((r) => r.arm === arm && r.replicate === replicate && r.round <= round);
    return { arm, replicate, records, state: structuredClone(records.at(-1)!.state) };
  };
  // one unit has begun, another is finished and will not run again
  const resume = [upTo("plain", 1, 2), upTo("synthetic", 2, 3)];
  const again = await runExperiment(options, inThisThread(core), undefined, { resume });
  expect(again.notes).toEqual(whole.notes);
  const plenty = await runExperiment(scenario("rounds=1", "replicates=1"), inThisThread(core));
  expect(plenty.notes.filter((note) => note.includes("stayed short"))).toEqual([]);
});

test("an aborted experiment stops and says why", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  let ran = 0;
  const running = runExperiment(scenario(), inThisThread(core), undefined, {
    signal: controller.signal,
    onRound: () => {
      if (++ran === 2) controller.abort(reason);
    },
  });
  await expect(running).rejects.toBe(reason);
  expect(ran).toBe(2);
});

test("the whole log has a row for every slot shown, with position and propensity, and chosen rows among them", async () => {
  const options = scenario("log=all", "rounds=2", "recommender.explore=0.3", "recommender.rank=proportional");
  const unit = { arm: "plain", replicate: 1, treatment: options.arms.plain! };
  for await (const { round, log, items } of runUnit(core, options, {}, unit)) {
    const { rows, impressions } = log!;
    expect(items!.choices.reduce((a, b) => a + b, 0)).toBe(rows.item.length);
    if (round === 0) continue;
    const shown = new Map<string, number[]>();
    impressions.user.forEach((u, n) => {
      expect(impressions.item[n]).toBeGreaterThanOrEqual(0);
      expect(impressions.position[n]).toBeLessThan(4);
      const key = `${u} ${impressions.item[n]} ${impressions.position[n]}`;
      shown.set(key, [...(shown.get(key) ?? []), impressions.propensity[n]!]);
    });
    rows.user.forEach((u, r) => {
      expect(shown.get(`${u} ${rows.item[r]} ${rows.position[r]}`)).toContain(rows.propensity[r]);
    });
    expect(impressions.user.length).toBeGreaterThan(3 * rows.item.length);
  }
});

test("without a log of interactions none is handed out, and item counts are the first replicate's", async () => {
  const options = scenario("rounds=1");
  for (const replicate of [1, 2]) {
    const unit = { arm: "plain", replicate, treatment: options.arms.plain! };
    for await (const round of runUnit(core, options, {}, unit)) {
      expect("log" in round).toBe(false);
      expect("items" in round).toBe(replicate === 1);
    }
  }
});
