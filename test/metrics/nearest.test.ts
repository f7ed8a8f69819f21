import { expect, test } from "vitest";
import { measure } from "../../src/metrics/index.ts";
import { nearestPairs } from "../../src/metrics/nearest.ts";
import { userRows } from "../../src/models/index.ts";
import { csr, generator, i32, roundL } from "./fixture.ts";

/** Rows of small whole numbers, many of them in the same direction and some of them zero. */
function drawnRows(users: number, dims: number, seed: number) {
  const uniform = generator(seed);
  return Array.from({ length: users }, () => Array.from({ length: dims }, () => Math.trunc(uniform() * 3) - 1));
}

function sparse(rows: readonly (readonly number[])[]) {
  const kept = rows.map((row) => [...row.keys()].filter((k) => row[k] !== 0));
  return { ...csr(kept), values: Float32Array.from(rows.flatMap((row, r) => kept[r]!.map((k) => row[k]!))) };
}

/** a · b / (|a| |b|) by definition: products and squares of small integers are exact, and so are ties. */
function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, k) => sum + value * y[k]!, 0);
  const lengths = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
  return lengths > 0 ? dot(a, b) / lengths : 0;
}

test.each([1, 2, 3])(
  "each user is paired with the nearest by brute force, ties with the next on the ring (%i)",
  (seed) => {
    const rows = drawnRows(40, 3, seed);
    const place = (user: number) => (user * 0.618033988749895) % 1;
    const users = Int32Array.from({ length: 20 }, (_, n) => 2 * n + 1);
    const pairs = nearestPairs(sparse(rows), users, place);
    let tied = 0;
    users.forEach((a, n) => {
      const others = [...users].filter((b) => b !== a);
      const most = Math.max(...others.map((b) => cosine(rows[a]!, rows[b]!)));
      const nearest = others.filter((b) => cosine(rows[a]!, rows[b]!) === most);
      const ahead = (b: number) => (((place(b) - place(a)) % 1) + 1) % 1;
      nearest.sort((b, c) => ahead(b) - ahead(c));
      tied += nearest.length > 1 ? 1 : 0;
      expect([...pairs.subarray(2 * n, 2 * n + 2)]).toEqual([a, nearest[0]]);
    });
    expect(tied).toBeGreaterThan(5);
  },
);

test("a model that cannot tell users apart pairs everybody with somebody else", () => {
  const pairs = nearestPairs(
    sparse(drawnRows(9, 3, 5).map((row) => row.map(() => 0))),
    i32(0, 2, 4, 6, 8),
    (u) => 0.9 - u / 10,
  );
  expect([...pairs]).toEqual([0, 8, 2, 0, 4, 2, 6, 4, 8, 6]);
  expect(nearestPairs(sparse([[1]]), i32(0), () => 0)).toHaveLength(0);
});

test("the metric is of the users of the pairs whom the model knows, and left out where it knows one alone", async () => {
  const rows = sparse([
    [1, 0],
    [0, 1],
    [1, 1],
  ]);
  const round = roundL({
    userRows: () => rows,
    knowsUser: Uint8Array.of(1, 1, 1),
    consumed: () => csr([[0, 1], [1, 2, 3], [1]]),
  });
  // 0 and 1 are both nearest to 2, who is as near to either: the ring decides, on which 0 stands at .25, 1 at .559, 2 at .368
  const name = "consumption_jaccard_nearest";
  expect((await measure(round, [name]))[name]).toBeCloseTo((1 / 2 + 1 / 3 + 1 / 3) / 3, 15);
  expect(await measure({ ...round, knowsUser: Uint8Array.of(0, 1, 0) }, [name])).toEqual({});
});

test("users are known by factors but those in which all agree, by history, and by friends", () => {
  const known = { knowsUser: Uint8Array.of(1, 1), knowsItem: Uint8Array.of(1) };
  const users = Float32Array.of(1, 5, 2, 1, 6, 2);
  const factors = userRows({ form: "factors", factors: { dims: 3, users, items: new Float32Array(3) }, ...known });
  expect(factors).toEqual({ indptr: i32(0, 1, 2), indices: i32(1, 1), values: Float32Array.of(5, 6) });
  const rows = { ...csr([[0], []]), values: Float32Array.of(3) };
  expect(userRows({ form: "lists", lists: rows, ...known })).toBe(rows);
  const neighbours = { count: 1, items: i32(-1), similarities: new Float32Array(1) };
  expect(userRows({ form: "neighbours", neighbours, histories: rows, ...known })).toBe(rows);
  const friends = userRows({ form: "friends", friends: csr([[1], [0]]), rows, ...known });
  expect(friends).toEqual({ ...csr([[1], [0]]), values: Float32Array.of(1, 1) });
});
