import { type Context, checkCount } from "./checks.ts";
import { CoreError } from "./errors.ts";
import { gramBytes, gramInto, gramScratch } from "./gram.ts";
import type { Side } from "./sides.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { Solver } from "./types.ts";

const solvers = ["exact", "cg", "auto"] as const;

/** What all half-steps of a call share. */
export interface Steps extends Solver {
  readonly call: string;
  readonly dims: number;
  /** dims, rounded up to a multiple of 8 */
  readonly d: number;
  readonly unobservedWeight: number;
  /** entries of a row at most, and rows of a side */
  readonly longest: number;
  readonly at: Record<keyof ReturnType<typeof planSteps>, number>;
}

/** Bytes of what half-steps work with, no row having more than `longest` entries. */
export function planSteps(context: Context, d: number, longest: number, { solver = "exact" }: Solver) {
  const square = 8 * d * d;
  return {
    parts: gramBytes(longest, d),
    eigenMatrix: square,
    eigenVectors: square,
    eigenValues: 8 * d,
    eigenScratch: 16 * d,
    basis: square,
    narrowed: square / 2,
    panels: square / 2,
    base: 4 * d,
    scratch: scratchOf(context, stepScratch(d, longest, solver)).total,
  };
}

/** Entries of a row that a conjugate gradient keeps gathered: all of them, up to some megabytes. */
const MOST_ROOM = 2 ** 15;
/** Entries that solvers take together: as in assembly/conjugate.ts and assembly/exact.ts. */
const BLOCK = 512;
const PANEL = 64;

const roomFor = (longest: number) => BLOCK * Math.ceil(Math.min(MOST_ROOM, longest) / BLOCK);

/** Bytes of scratch of a thread: a group of four rows, two diagonals, and what the solver takes for a row. */
export function stepScratch(d: number, longest: number, solver: Solver["solver"]): number {
  const exact = Math.max(d + PANEL, 2 * d + 1);
  const row = solver === "exact" ? exact : Math.max(exact, roomFor(longest) + BLOCK + 4);
  return Math.max(4 * d * (6 + row), gramScratch(d));
}

/** @throws CoreError for a solver that is not known. */
export function checkSolver(call: string, { solver = "exact", cgSteps = 3 }: Solver): void {
  if (!solvers.includes(solver)) {
    throw new CoreError(`${call}: solver is ${JSON.stringify(solver)}, expected exact, cg or auto`);
  }
  checkCount(call, "cgSteps", cgSteps, 1);
}

/**
 * One half-step: `solved` against `fixed`, whose Gram matrix is up to date. Both sides are turned into the basis of that
 * matrix's eigenvectors, where the weight of unobserved pairs is a diagonal: a row with fewer entries than factors is then
 * solved by equations of its own size, and a conjugate gradient step costs nothing for them. Scores do not change when
 * both sides turn; `turnBack` ends it.
 *
 * @throws CoreError naming the first row whose system is not positive definite.
 */
export async function halfStep(context: Context, steps: Steps, solved: Side, fixed: Side): Promise<void> {
  const { call, d, dims, at, unobservedWeight, solver = "exact", cgSteps = 3 } = steps;
  const { rows, entries, indptr, indices, left, right, lambda, F } = solved;
  const turns = unobservedWeight > 0;
  if (turns) await turn(context, steps, fixed);
  else context.arena.f32.fill(0, at.base / 4, at.base / 4 + d);
  const into = turns ? at.panels : 0;
  const room = solver === "exact" ? 0 : roomFor(steps.longest);
  const positive = context.kernels.least(left, entries) > 0;
  const mean = entries / Math.max(1, rows);
  const failed = await runTask(context, {
    task: "solveRows",
    rows,
    workPerRow: Math.min(mean, d) * d * mean + d * d,
    args: [
      indptr,
      indices,
      left,
      right,
      fixed.F,
      F,
      lambda,
      at.base,
      into,
      d,
      dims,
      solvers.indexOf(solver),
      cgSteps,
      Number(positive),
      room,
    ],
    ...scratchFor(context, steps),
  });
  if (failed > 0) {
    throw new CoreError(
      `${call}: the system of ${solved.name} ${failed - 1} is not positive definite in float32; raise its regularization or unobservedWeight (${unobservedWeight})`,
    );
  }
}

/** Before the first half-step: the basis is the given one. */
export function startBasis({ arena }: Context, { dims, at }: Steps): void {
  const R = at.basis / 8;
  arena.f64.fill(0, R, R + dims * dims);
  for (let k = 0; k < dims; k++) arena.f64[R + k * dims + k] = 1;
}

/** Turns a side back into the basis it was given in. */
export async function turnBack(context: Context, steps: Steps, { F, rows }: Side): Promise<void> {
  if (!(steps.unobservedWeight > 0)) return;
  const { kernels } = context;
  const { d, dims, at } = steps;
  kernels.narrow(at.basis, dims, 1, d, at.narrowed);
  kernels.pack(at.narrowed, d, d, at.panels);
  await turnSide(context, steps, F, rows);
}

/** The Gram matrix of a side's factors, to the precision that a half-step has. */
export function gram(context: Context, { d, at }: Steps, { F, rows, G }: Side): Promise<void> {
  return gramInto(context, F, rows, d, at.parts, G, at.scratch);
}

/** The eigenvectors of fixed's Gram matrix, packed, its weighted eigenvalues, and fixed in that basis, in their places. */
async function turn(context: Context, steps: Steps, fixed: Side): Promise<void> {
  const { kernels, arena } = context;
  const { call, d, dims, at, unobservedWeight } = steps;
  const { f64, f32 } = arena;
  for (let i = 0; i < dims; i++) {
    f64.copyWithin(at.eigenMatrix / 8 + i * dims, fixed.G / 8 + i * d, fixed.G / 8 + i * d + dims);
  }
  const failed = kernels.eigen(at.eigenMatrix, dims, at.eigenValues, at.eigenVectors, at.eigenScratch);
  if (failed !== 0) throw new CoreError(`${call}: the eigenvalues of the factors' Gram matrix did not converge`);
  f32.fill(0, at.base / 4, at.base / 4 + d);
  for (let k = 0; k < dims; k++) f32[at.base / 4 + k] = unobservedWeight * Math.max(0, f64[at.eigenValues / 8 + k]!);
  kernels.multiplyInto(at.eigenVectors, at.basis, dims, at.eigenMatrix);
  kernels.narrow(at.eigenVectors, dims, 0, d, at.narrowed);
  kernels.pack(at.narrowed, d, d, at.panels);
  await turnSide(context, steps, fixed.F, fixed.rows);
}

async function turnSide(context: Context, steps: Steps, F: number, rows: number): Promise<void> {
  const { d, at } = steps;
  await runTask(context, {
    task: "turnRows",
    rows,
    workPerRow: d * d,
    args: [F, d, at.panels],
    ...scratchFor(context, steps),
  });
}

function scratchFor(context: Context, { d, at, longest, solver = "exact" }: Steps) {
  return { scratch: at.scratch, scratchStride: scratchOf(context, stepScratch(d, longest, solver)).stride };
}
