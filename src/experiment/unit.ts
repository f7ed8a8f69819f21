import type { Core } from "../core/index.ts";
import { countBy, type Rows } from "../log/index.ts";
import { metricsByGroup, requestedMetrics } from "../metrics/index.ts";
import { type SimulatedRound, type SimulationState, simulate, type Treatment } from "../simulation/index.ts";
import { type ExperimentOptions, ownMetrics, pluginsOf } from "./options.ts";
import { type Prepared, worldOf } from "./prepare.ts";

/** The smallest piece of an experiment: one arm of one replicate. */
export interface Unit {
  readonly arm: string;
  /** from 1 */
  readonly replicate: number;
  readonly treatment: Treatment;
  /** where to go on from; the beginning if left out */
  readonly from?: SimulationState;
}

/** What a finished round of a unit hands out. */
export interface UnitRound {
  readonly arm: string;
  readonly replicate: number;
  readonly round: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** wall clock of the round */
  readonly seconds: number;
  /** (items) how often each was in a first slate, and chosen; for the first replicate */
  readonly items?: { readonly exposures: Float64Array; readonly choices: Float64Array };
  readonly log?: RoundLog;
  /** rows that the unit's rounds so far stayed short of */
  readonly missing: number;
  /** temperature of synthetic rows, where there are any */
  readonly temperature?: number;
  /** what the unit can go on from; a pool of workers leaves it out of most rounds, as it is large */
  readonly state?: SimulationState;
}

/** The round's part of the interaction log. */
export interface RoundLog {
  readonly rows: Rows;
  /** impressions in columns; empty unless the whole log is asked for */
  readonly impressions: {
    readonly user: Int32Array;
    readonly item: Int32Array;
    readonly position: Int16Array;
    readonly propensity: Float64Array;
    readonly inclusion: Float32Array;
  };
}

/** Runs a unit round by round. */
export async function* runUnit(
  core: Core,
  options: ExperimentOptions,
  prepared: Prepared,
  unit: Unit,
): AsyncGenerator<UnitRound> {
  const key = { seed: options.seed, replicate: unit.replicate };
  const plugins = pluginsOf(options);
  const world = await worldOf(core, options.world, prepared, key);
  const simulation = {
    core,
    world,
    key,
    rounds: options.rounds,
    treatment: unit.treatment,
    metrics: [
      ...requestedMetrics(options.metrics === "all" ? "all" : [...options.metrics], ownMetrics(options)),
      ...metricsByGroup(options.measure.groups, world.groupNames),
    ],
    measure: options.measure,
    log: options.log,
    plugins,
    arm: options.replicates > 1 ? `${unit.arm}, replicate ${unit.replicate}` : unit.arm,
  };
  let started = performance.now();
  for await (const round of simulate(simulation, unit.from)) {
    const seconds = (performance.now() - started) / 1000;
    yield {
      arm: unit.arm,
      replicate: unit.replicate,
      round: round.round,
      metrics: round.metrics,
      seconds,
      ...(unit.replicate === 1 ? { items: itemCounts(round) } : {}),
      ...(options.log === "none" ? {} : { log: logOf(round, options.log) }),
      missing: round.state.missing,
      ...(round.state.temperature === undefined ? {} : { temperature: round.state.temperature }),
      state: round.state,
    };
    started = performance.now();
  }
}

function itemCounts({ interactions, state }: SimulatedRound) {
  const items = state.available.length;
  const exposures = new Float64Array(items);
  for (const slates of interactions.firstSlates) for (const item of slates.items) if (item >= 0) exposures[item]!++;
  return { exposures, choices: countBy(interactions.rows.item, items) };
}

function logOf({ interactions: { rows, impressions } }: SimulatedRound, log: ExperimentOptions["log"]): RoundLog {
  return { rows, impressions: impressionsOf(log === "all" ? impressions : []) };
}

/** One entry a slot that held an item. */
function impressionsOf(shown: SimulatedRound["interactions"]["impressions"]): RoundLog["impressions"] {
  const slots = shown.reduce((sum, { k, users }) => sum + k * users.length, 0);
  const user = new Int32Array(slots);
  const item = new Int32Array(slots);
  const position = new Int16Array(slots);
  const propensity = new Float64Array(slots);
  const inclusion = new Float32Array(slots);
  let n = 0;
  for (const { k, users, rows, items, propensity: chances, inclusion: included } of shown) {
    for (let occasion = 0; occasion < users.length; occasion++) {
      for (let slot = 0; slot < k; slot++) {
        const at = rows[occasion]! * k + slot;
        if (items[at]! < 0) continue;
        user[n] = users[occasion]!;
        item[n] = items[at]!;
        position[n] = slot;
        propensity[n] = chances[at]!;
        inclusion[n++] = included ? included[at]! : 0;
      }
    }
  }
  return {
    user: user.slice(0, n),
    item: item.slice(0, n),
    position: position.slice(0, n),
    propensity: propensity.slice(0, n),
    inclusion: inclusion.slice(0, n),
  };
}
