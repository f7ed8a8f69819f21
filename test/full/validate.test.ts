import { expect, test } from "vitest";
import { laws } from "../../src/validation/index.ts";
import { monoculture } from "../cli/support.ts";

test("every law holds with all its replicates", async () => {
  const { code, stdout } = await monoculture(process.cwd(), ["validate", "--json", "--quiet"]);
  const printed = JSON.parse(stdout) as { failed: string[]; laws: { name: string }[] };
  expect(printed.failed).toEqual([]);
  expect(printed.laws.map(({ name }) => name)).toEqual(laws.map(({ name }) => name));
  expect(code).toBe(0);
});
