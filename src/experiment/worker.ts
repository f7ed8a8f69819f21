import { parentPort } from "node:worker_threads";
import { loadCore } from "../core/index.ts";
import { failureOf, type Reply, type Request } from "./messages.ts";
import { prepare } from "./prepare.ts";
import { runUnit } from "./unit.ts";

/** A state is copied between threads: seldom enough to cost nothing, often enough to lose little. */
const STATE_EVERY_MS = 1_000;

/** One worker of the pool: does what it is asked, one request after another. */
const port = parentPort!;
const core = loadCore();
let job: Extract<Request, { kind: "job" }> | undefined;

async function answer(request: Request): Promise<void> {
  const say = (reply: Reply) => port.postMessage(reply);
  try {
    if (request.kind === "job") {
      job = request;
    } else if (request.kind === "prepare") {
      say({ kind: "prepared", prepared: await prepare(await core, request.options, request.log) });
    } else {
      let sent = Number.NEGATIVE_INFINITY;
      for await (const { state, ...round } of runUnit(await core, job!.options, job!.prepared, request.unit)) {
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
