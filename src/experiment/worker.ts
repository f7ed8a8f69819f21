import { parentPort, workerData } from "node:worker_threads";
import { type Core, loadCore } from "../core/index.ts";
import { withPlugins } from "./loading.ts";
import { failureOf, type PoolShape, type Reply, type Request } from "./messages.ts";
import { prepare } from "./prepare.ts";
import { runUnit } from "./unit.ts";

/** A state is copied between threads: seldom enough to cost nothing, often enough to lose little. */
const STATE_EVERY_MS = 1_000;

/** One worker of the pool: does what it is asked, one request after another. */
const port = parentPort!;
const { threads, all } = workerData as PoolShape;
let job: Promise<Job> | undefined;
let core: Promise<Core> | undefined;

type JobRequest = Extract<Request, { kind: "job" }>;
type Job = Pick<JobRequest, "options" | "prepared">;

/** What a worker was told to work on, its plug-ins loaded in this thread too. */
async function jobOf({ options, prepared, plugins }: JobRequest): Promise<Job> {
  return { options: await withPlugins(options, plugins), prepared };
}

async function answer(request: Request): Promise<void> {
  const say = (reply: Reply) => port.postMessage(reply);
  try {
    if (request.kind === "job") {
      job = jobOf(request);
      job.catch(() => {}); // said by the unit that waits for it
    } else if (request.kind === "prepare") {
      const preparing = await loadCore({ threads: all });
      say({ kind: "prepared", prepared: await prepare(preparing, request.options, request.log, request.edges) });
      await preparing.close();
    } else {
      core ??= loadCore({ threads });
      let sent = Number.NEGATIVE_INFINITY;
      const { options, prepared } = await job!;
      for await (const { state, ...round } of runUnit(await core, options, prepared, request.unit)) {
        const due = performance.now() - sent >= STATE_EVERY_MS;
        if (due) sent = performance.now();
        say({ kind: "round", round: due ? { ...round, state: state! } : round });
      }
      say({ kind: "done" });
    }
  } catch (error) {
    say({ kind: "failed", failure: failureOf(error) });
  }
}

port.on("message", answer);
