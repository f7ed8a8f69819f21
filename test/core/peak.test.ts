import { expect, test } from "vitest";
import { instantiateKernels } from "../../src/core/load.ts";

const { kernels } = await instantiateKernels();
const accumulators = Array.from({ length: 12 }, (_, k) => k);

/** In the order of the kernel's tree: the four lanes are equal, so that their sum is exact. */
function treeSum(a: readonly number[], add: (x: number, y: number) => number): number {
  const half = ([p, q, r, s, t, u]: readonly number[]) => add(add(add(p!, q!), add(r!, s!)), add(t!, u!));
  const lane = add(half(a.slice(0, 6)), half(a.slice(6)));
  return add(add(lane, lane), add(lane, lane));
}

test.each([0, 1, 2, 17])("floatPeak does its %i steps in float32, every accumulator its own", (steps) => {
  const [x, y] = [Math.fround(-0.77), Math.fround(0.3)];
  const add = (a: number, b: number) => Math.fround(a + b);
  const a = accumulators.map((start) => {
    for (let step = 0; step < steps; step++) start = add(Math.fround(start * x), y);
    return start;
  });
  expect(kernels.floatPeak(steps, x, y)).toBe(treeSum(a, add));
});

test.each([0, 1, 12, 40])("wholePeak does its %i steps in products of 16 bits, modulo 2^32", (steps) => {
  const y = -321;
  const add = (a: number, b: number) => (a + b) | 0;
  const a = accumulators.map((k) => {
    let value = k + 1;
    for (let step = 0; step < steps; step++) value = add(value, ((value << 16) >> 16) * y + (value >> 16) * y);
    return value;
  });
  expect(kernels.wholePeak(steps, y)).toBe(treeSum(a, add));
});
