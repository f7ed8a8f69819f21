import { execFileSync } from "node:child_process";
import { afterAll, expect, test } from "vitest";
import { type Core, CoreError, loadCore } from "../../src/core/index.ts";
import { generator, inFloat32, type Pair, randomEligibility, randomFactors, rendle } from "./fixtures.ts";
import { streamOf } from "./reference/scoring.ts";

const cores = await Promise.all([1, 2, 4].map((threads) => loadCore({ threads })));
afterAll(() => Promise.all(cores.map((core) => core.close())));

const USERS = 3000;
const ITEMS = 700;
const DIMS = 13;
const random = generator(11);
const pairs: Pair[] = [];
for (let u = 0; u < USERS; u++) for (let i = 0; i < ITEMS; i++) if (random() < 0.02) pairs.push([u, i]);
const problem = inFloat32(rendle(pairs, USERS, ITEMS, { lambda: 0.5, a0: 0.1, nu: 1 }));
const factors = {
  dims: DIMS,
  users: randomFactors(random, USERS, DIMS),
  items: randomFactors(random, ITEMS, DIMS),
};
const logit = { factors, scale: 2, intercepts: randomFactors(random, ITEMS, 1), outside: true };
const users = Int32Array.from({ length: USERS }, (_, u) => u);
const draws = new Int32Array(USERS).fill(3);
const eligibility = randomEligibility(4, USERS, ITEMS, 0.05);
const amounts = Float64Array.from(users, (u) => 1 + (u % 7));

const calls: Record<string, (core: Core) => Promise<unknown>> = {
  "als, exact": (core) => core.als(problem, factors, 2, { loss: true }),
  "als, conjugate gradient": (core) => core.als(problem, factors, 2, { solver: "cg" }),
  "als, auto": (core) => core.als(problem, factors, 2, { solver: "auto" }),
  solveRows: (core) => core.solveRows(problem.users, factors.items, DIMS, 0.3, problem.userRegularization),
  gram: (core) => core.gram(randomFactors(generator(2), 100_000, DIMS), DIMS),
  topK: (core) => core.topK(factors, users, 20, eligibility, streamOf(1)),
  sampleSlates: (core) => core.sampleSlates(factors, users, draws, 6, eligibility, streamOf(1)),
  chooseFromCatalogue: (core) => core.chooseFromCatalogue(logit, users, draws, eligibility, streamOf(1)),
  logitMoments: (core) => core.logitMoments(logit, users),
  expectedShares: (core) => core.expectedShares(logit, users, amounts, eligibility),
  expectedInclusions: (core) => core.expectedInclusions(logit, users, amounts, eligibility),
};

test.each(Object.keys(calls))("%s: the same bits with 1, 2 and 4 threads", async (name) => {
  const results = await Promise.all(cores.map((core) => calls[name]!(core)));
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});

test("threads are counted, and work on their own share", async () => {
  expect(cores.map((core) => core.threads)).toEqual([1, 2, 4]);
});

test("the first row that fails is named, whichever thread came upon it", async () => {
  const regularization = problem.userRegularization.slice();
  const singular = { ...problem, unobservedWeight: 0, userRegularization: regularization.fill(0) };
  const messages = await Promise.all(
    cores.map((core) => core.als(singular, factors, 1).catch((error: unknown) => String(error))),
  );
  expect(messages[0]).toMatch(/CoreError: als: the system of user 0 is not positive definite/);
  expect(new Set(messages).size).toBe(1);
});

test("an error leaves the core usable", async () => {
  for (const core of cores) {
    await expect(core.topK(factors, Int32Array.of(-1), 2, {}, streamOf(1))).rejects.toThrow(CoreError);
    expect((await core.topK(factors, users, 2, {}, streamOf(1))).items.length).toBe(2 * USERS);
  }
});

test("a core that was closed holds no threads, and says no more", async () => {
  const core = await loadCore({ threads: 3 });
  const G = core.gram(randomFactors(generator(2), 50_000, 8), 8);
  await core.close();
  expect((await G).length).toBe(64);
});

test.each([0, 1.5, Number.NaN, 1000])("%s threads are refused", async (threads) => {
  await expect(loadCore({ threads })).rejects.toThrow(/threads is .*, expected a whole number from 1 to 256/);
});

test("threads keep no process alive, and none ends before they are ready", () => {
  const dist = new URL("../../dist/core/index.js", import.meta.url).href;
  const script = `
    const { loadCore } = await import(${JSON.stringify(dist)});
    const core = await loadCore({ threads: 2 });
    const G = await core.gram(new Float32Array(80_000).fill(1), 4);
    console.log(G[0]);
  `;
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { timeout: 20_000 });
  expect(String(printed).trim()).toBe("20000");
});
