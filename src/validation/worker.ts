import { parentPort } from "node:worker_threads";
import { loadCore } from "../core/index.ts";
import { validityScenarios } from "./files.ts";
import type { Laboratory } from "./law.ts";
import { lawNamed } from "./laws/index.ts";
import type { PieceRequest } from "./pool.ts";
import { observePiece } from "./validate.ts";

/** One worker of the pool: observes one piece after another. */
const port = parentPort!;
let laboratory: Promise<Laboratory> | undefined;

port.on("message", async ({ law, ...replicates }: PieceRequest) => {
  laboratory ??= loadCore().then((core) => ({ core, scenario: validityScenarios() }));
  port.postMessage(await observePiece(await laboratory, { law: lawNamed(law), ...replicates }));
});
