import { expect, test } from "vitest";
import { gist } from "../../src/cli/list.ts";

test("the gist of a description is its first sentence, and the question after it", () => {
  expect(gist("A shop retrains. What is lost? More.")).toBe("A shop retrains. What is lost?");
  expect(gist("Neutral drift. No question.\nDoes it?")).toBe("Neutral drift.");
  expect(gist("Mansoury et al. 2020: users take items.\n  Does bias grow?")).toBe(
    "Mansoury et al. 2020: users take items. Does bias grow?",
  );
  expect(gist("T-RECS 0.2 without an end")).toBe("T-RECS 0.2 without an end");
});
