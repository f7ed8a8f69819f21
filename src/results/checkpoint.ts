import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { ResumePoint, UnitRound } from "../experiment/index.ts";
import { runFiles, writeWhole } from "./files.ts";
import type { ItemCounts } from "./items.ts";

type State = NonNullable<ResumePoint["state"]>;

/** A unit as it stood after its last saved round. */
export interface Checkpoint extends ResumePoint {
  readonly identity: string;
  readonly state: State;
  readonly items: readonly ItemCounts[];
}

const extension = ".v8";

/** Writes a unit's checkpoint in the place of its last one. */
export function saveCheckpoint(directory: string, checkpoint: Checkpoint): void {
  const folder = join(directory, runFiles.checkpoint);
  mkdirSync(folder, { recursive: true });
  const { arm, replicate } = checkpoint;
  writeWhole(join(folder, `${arm}.${replicate}${extension}`), serialize(checkpoint));
}

/** The state of a unit that has run all its rounds: nothing will be simulated from it, so that its columns need no place. */
export function closedState({ round, temperature, missing }: UnitRound): State {
  const none = new Int32Array(0);
  return {
    round,
    temperature,
    missing,
    log: [],
    present: new Uint8Array(0),
    available: new Uint8Array(0),
    consumed: { indptr: none, indices: none },
    minds: { tastes: new Float32Array(0) },
    truth: { users: new Float32Array(0), items: new Float32Array(0), intercepts: new Float32Array(0) },
    trained: undefined,
    sampled: undefined,
  };
}

/** The checkpoints of a run. One that cannot be read, or is of another run, is as good as none: its unit starts anew. */
export function loadCheckpoints(directory: string, identity: string): Checkpoint[] {
  const folder = join(directory, runFiles.checkpoint);
  return filesIn(folder).flatMap((name) => {
    try {
      const checkpoint = deserialize(readFileSync(join(folder, name))) as Checkpoint;
      return checkpoint.identity === identity ? [checkpoint] : [];
    } catch {
      return [];
    }
  });
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(extension) && !name.startsWith("."))
      .sort();
  } catch {
    return [];
  }
}
