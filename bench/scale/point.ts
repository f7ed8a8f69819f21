/** Measures one point: node scale-point.mjs '{"users": ...}' threads. Prints an `Outcome` as one line of JSON. */
import { type Core, loadCore } from "../../src/core/index.ts";
import { simulate } from "../../src/simulation/index.ts";
import { roundOptions } from "../peers/round.ts";
import type { Outcome, Point } from "./points.ts";
import { worldOf } from "./world.ts";

const KIB = 1024;
/** called too often, and too short, to be timed */
const scalars = new Set<string>(["exp", "log", "pow", "uniform", "gumbel", "normal", "philox", "close"]);
const point: Point = JSON.parse(process.argv[2]!);
// keeps Node alive while threads start
const alive = setInterval(() => {}, 2 ** 30);
const core = await loadCore({ threads: Number(process.argv[3] ?? "1") });
let calls: Record<string, number> = {};
const rounds = simulate(roundOptions(timing(core), worldOf(core, point), point.factors, 1));
const setUp = await secondsOf(() => rounds.next());
calls = {};
const round = await secondsOf(() => rounds.next());
const outcome: Outcome = {
  setUp,
  round,
  calls,
  residentBytes: process.resourceUsage().maxRSS * KIB,
  coreBytes: core.peakBytes,
};
process.stdout.write(`${JSON.stringify(outcome)}\n`);
clearInterval(alive);
await core.close();

async function secondsOf(call: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await call();
  return (performance.now() - begin) / 1e3;
}

/** The same core, noting how long its bulk calls take. */
function timing(bare: Core): Core {
  return new Proxy(bare, {
    get(target, name: keyof Core) {
      const member = target[name];
      if (typeof member !== "function" || scalars.has(name)) return member;
      const call = member as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => {
        const begin = performance.now();
        const result = await call(...given);
        calls[name] = (calls[name] ?? 0) + (performance.now() - begin) / 1e3;
        return result;
      };
    },
  });
}
