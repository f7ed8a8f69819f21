import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { generator, inFloat32, type Pair, randomFactors, rendle } from "./fixtures.ts";
import { normalEquations } from "./reference/als.ts";
import { conjugateGradient } from "./reference/conjugate.ts";

const core = await loadCore();
const USERS = 40;
const ITEMS = 700;

/** Users of 1, 2, .. entries, and one whose entries do not fit a panel. */
const random = generator(21);
const pairs: Pair[] = [];
for (let u = 0; u < USERS; u++) {
  const wanted = u === 7 ? 650 : u + 1;
  for (let i = 0; i < ITEMS; i++) if (random() < wanted / ITEMS) pairs.push([u, i]);
}
const problem = rendle(pairs, USERS, ITEMS, { lambda: 1, a0: 0.1, nu: 0.5 });
const inCore = inFloat32(problem);

const startOf = (dims: number) => {
  const draw = generator(dims);
  return { dims, users: randomFactors(draw, USERS, dims), items: randomFactors(draw, ITEMS, dims) };
};

/** The loss of one user's factors, up to a constant: xᵀA x - 2 bᵀx. */
function lossOf(A: Float64Array, b: Float64Array, x: ArrayLike<number>): number {
  const n = b.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) sum += x[i]! * A[i * n + j]! * x[j]!;
    sum -= 2 * b[i]! * x[i]!;
  }
  return sum;
}

test.each([1, 3, 8, 13, 32])(
  "three steps take the loss of each user where float64 takes it, %s factors",
  async (dims) => {
    const start = startOf(dims);
    // the items stay as they are where none has an entry to be solved from: one user half-step
    const empty = { ...inCore.items, indptr: new Int32Array(ITEMS + 1), indices: new Int32Array(0) };
    const half = { ...inCore, items: { ...empty, left: new Float32Array(0), right: new Float32Array(0) } };
    const { users } = await core.als(half, start, 1, { solver: "cg", cgSteps: 3 });
    for (let u = 0; u < USERS; u++) {
      if (problem.users.indptr[u] === problem.users.indptr[u + 1]) continue;
      const lambda = inCore.userRegularization[u]!;
      const { A, b } = normalEquations(problem.users, u, start.items, dims, inCore.unobservedWeight, lambda);
      const x0 = start.users.subarray(u * dims, (u + 1) * dims);
      const wanted = lossOf(A, b, conjugateGradient(A, b, x0, Math.min(3, dims)));
      const found = lossOf(A, b, users.subarray(u * dims, (u + 1) * dims));
      // Steps end near a minimum along three directions, where the loss moves by second order; rounding enters by first:
      // 3 steps and the residual, each of 4 sums of n ≤ 64 + n / 512 and d terms, times the masses that are summed
      const n = problem.users.indptr[u + 1]! - problem.users.indptr[u]!;
      const size = Math.hypot(...A) * Math.hypot(...x0) ** 2 + 2 * Math.hypot(...b) * Math.hypot(...x0);
      expect(Math.abs(found - wanted)).toBeLessThan(4 * 4 * (Math.min(n, 512) + 2 + 4 * dims) * 2 ** -24 * size);
    }
  },
);

test("as many steps as factors end at the exact solution", async () => {
  const dims = 4;
  const start = startOf(dims);
  const exact = await core.als(inCore, start, 12);
  const steps = await core.als(inCore, start, 12, { solver: "cg", cgSteps: 8 });
  const [a, b] = await Promise.all([exact, steps].map((factors) => core.als(inCore, factors, 1, { loss: true })));
  expect(Math.abs(b!.loss![0]! / a!.loss![0]! - 1)).toBeLessThan(1e-4);
});

test("each step count lowers the loss of a sweep further", async () => {
  const start = startOf(16);
  const losses: number[] = [];
  for (const cgSteps of [1, 2, 4, 8]) {
    const { loss } = await core.als(inCore, start, 1, { solver: "cg", cgSteps, loss: true });
    losses.push(loss![0]!);
  }
  const { loss } = await core.als(inCore, start, 1, { loss: true });
  for (let n = 1; n < losses.length; n++) expect(losses[n]).toBeLessThan(losses[n - 1]!);
  expect(losses[3]! - loss![0]!).toBeGreaterThan(-1e-6 * Math.abs(loss![0]!));
});

test("auto solves short rows exactly and long ones by steps", async () => {
  const start = startOf(32);
  const run = (solver: "exact" | "cg" | "auto") => core.als(inCore, start, 1, { solver });
  const [exact, cg, auto] = [await run("exact"), await run("cg"), await run("auto")];
  const row = ({ users }: { users: Float32Array }, u: number) => users.slice(u * 32, (u + 1) * 32);
  const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((x, k) => x - b[k]!));
  // user 0 has about one entry; user 7 has 650, where 32 × 32 equations cost more than four products
  expect(distance(row(auto, 0), row(exact, 0))).toBeLessThan(1e-3 * distance(row(auto, 0), row(cg, 0)) + 1e-6);
  expect(distance(row(auto, 7), row(cg, 7))).toBeLessThan(1e-3 * distance(row(auto, 7), row(exact, 7)) + 1e-6);
});

test("rows with a weight of nothing are solved exactly", async () => {
  const left = inCore.users.left.slice();
  left.fill(0, inCore.users.indptr[7]!, inCore.users.indptr[7]! + 5);
  const weighted = { ...inCore, users: { ...inCore.users, left } };
  const start = startOf(8);
  const exact = await core.als(weighted, start, 1, { loss: true });
  const cg = await core.als(weighted, start, 1, { solver: "cg", cgSteps: 30, loss: true });
  expect(cg.users.every(Number.isFinite)).toBe(true);
  expect(Math.abs(cg.loss![0]! / exact.loss![0]! - 1)).toBeLessThan(1e-5);
});

test("a tolerance ends the sweeps once they gain next to nothing", async () => {
  const start = startOf(4);
  const { loss: all } = await core.als(inCore, start, 60, { loss: true });
  const { loss } = await core.als(inCore, start, 60, { loss: true, tolerance: 1e-3 });
  expect(loss!.length).toBeLessThan(all!.length);
  expect(loss).toEqual(all!.slice(0, loss!.length));
  const gain = (half: number) => (all![half - 2]! - all![half]!) / Math.abs(all![half]!);
  expect(gain(loss!.length - 1)).toBeLessThanOrEqual(1e-3);
  expect(gain(loss!.length - 3)).toBeGreaterThan(1e-3);
});

test("what cannot be is refused", async () => {
  const start = startOf(2);
  await expect(core.als(inCore, start, 1, { cgSteps: 0 })).rejects.toThrow(/cgSteps is 0, expected a whole number/);
  await expect(core.als(inCore, start, 1, { solver: "qr" as "cg" })).rejects.toThrow(/solver is "qr", expected exact/);
  await expect(core.als(inCore, start, 1, { tolerance: Number.NaN })).rejects.toThrow(/tolerance is NaN/);
});
