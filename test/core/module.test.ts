import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CoreError, loadCore } from "../../src/core/index.ts";
import { Arena } from "../../src/core/memory.ts";
import { generator, randomFactors } from "./fixtures.ts";
import { streamOf } from "./reference/scoring.ts";

/** Ids of the sections of a WebAssembly binary. */
function sections(binary: Uint8Array): number[] {
  const ids: number[] = [];
  for (let at = 8; at < binary.length; ) {
    ids.push(binary[at++]!);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++]!;
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    at += size;
  }
  return ids;
}

test.each(["monoculture.wasm", "monoculture.threads.wasm"])(
  "%s has no globals and no data, so that instances can share a memory",
  (name) => {
    const ids = sections(readFileSync(new URL(`../../build/${name}`, import.meta.url)));
    expect(ids).toContain(10); // code
    expect(ids).not.toContain(6); // globals
    expect(ids).not.toContain(8); // a start function
    expect(ids).not.toContain(11); // data
  },
);

const users = (n: number) => Int32Array.from({ length: n }, (_, u) => u);

test("calls do not interleave: a long one lets the event loop turn, and the next ones wait", async () => {
  const core = await loadCore();
  const random = generator(3);
  const large = { dims: 4, users: randomFactors(random, 3000, 4), items: randomFactors(random, 1000, 4) };
  const small = { dims: 2, users: randomFactors(random, 5, 2), items: randomFactors(random, 9, 2) };
  const apart = [
    await core.topK(large, users(3000), 3, {}, streamOf(1)),
    await core.topK(small, users(5), 3, {}, streamOf(1)),
  ];
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  const long = core.topK(large, users(3000), 3, {}, streamOf(1));
  const failing = core.topK(small, users(6), 3, {}, streamOf(1));
  const short = core.topK(small, users(5), 3, {}, streamOf(1));
  const order: string[] = [];
  long.then(() => order.push(turned ? "long, after a turn" : "long"));
  short.then(() => order.push("short"));
  await expect(failing).rejects.toThrow(CoreError);
  expect(await Promise.all([long, short])).toEqual(apart);
  expect(order).toEqual(["long, after a turn", "short"]);
});

test("each loadCore is an instance of its own, and peakBytes its own high-water mark", async () => {
  const [a, b] = [await loadCore(), await loadCore()];
  await a.gram(new Float32Array(40_000), 4);
  const peak = a.peakBytes;
  expect(peak).toBeGreaterThan(160_000);
  await a.gram(new Float32Array(4), 4);
  expect(a.peakBytes).toBe(peak);
  expect(b.peakBytes).toBe(0);
});

test("memory grows under a call without losing what was placed", async () => {
  const core = await loadCore();
  const F = randomFactors(generator(1), 100_000, 4);
  const G = await core.gram(F, 4);
  expect(await core.gram(F, 4)).toEqual(G);
  expect(G[0]!).toBeGreaterThan(30_000); // 100,000 squares of mean 1/3
});

test("what cannot fit is refused with the sizes of its arrays, largest first", async () => {
  const core = await loadCore();
  const one = { dims: 1, users: Float32Array.of(1), items: Float32Array.of(1) };
  const asked = core.topK(one, Int32Array.of(0), 2 ** 30, {}, streamOf(1));
  await expect(asked).rejects.toThrow(
    /topK: the arrays need 25769\.8 MB .*: scratch 17179\.9 MB, bestItems 4295\.0 MB/,
  );
  await expect(core.topK(one, Int32Array.of(0), 1, {}, streamOf(1))).resolves.toBeDefined();
});

test("addresses are aligned to 64 bytes and do not overlap", () => {
  const memory = { buffer: new ArrayBuffer(65_536), grow: () => 1 };
  const at = new Arena(memory).layout("call", { a: 4, b: 17, c: 0, d: 8 });
  expect(at.b - at.a).toBe(64);
  expect(at.c - at.b).toBe(64);
  expect(at.d).toBe(at.c);
  expect(at.a).toBeGreaterThan(0);
  expect(() => new Arena(memory, 65_536).layout("call", { a: 1e6, b: 2e6 })).toThrow("b 2.0 MB, a 1.0 MB");
});
