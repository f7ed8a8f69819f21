/** Stands in for vitest in a bundle: keeps the tests that a file registers, each case of a table under the title as it is written. */
import type { Harness } from "./engine.ts";

type Body = (...given: never[]) => unknown;
type Add = (title: string, body: Body) => void;

const { expect, tests, befores } = (globalThis as unknown as { mutantHarness: Harness }).mutantHarness;

const add: Add = (title, body) => void tests.push({ title, run: body as () => unknown });
const within: Add = (_, body) => void (body as () => unknown)();

const each = (into: Add) => (cases: readonly unknown[]) => (title: string, body: Body) => {
  for (const given of cases) into(title, () => body(...((Array.isArray(given) ? given : [given]) as never[])));
};

const test = Object.assign(add, { each: each(add) });
const describe = Object.assign(within, { each: each(within) });
const beforeAll = (body: () => unknown) => void befores.push(body);

export { beforeAll, describe, expect, test };
