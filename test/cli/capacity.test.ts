import { expect, test } from "vitest";
import { folders, monoculture, namesIn, tiny } from "./support.ts";

const folder = folders();
const huge = tiny.replace("users: 60", "users: 2000000000");

const refusal =
  /of 2,000,000,000 users, 12 items .* needs [\d.]+ GB and at most 4\.29 GB of the core's memory can be had: .*\d GB.*; use .*fewer/;

test("check and run refuse at once what the core's memory cannot hold, and write nothing", async () => {
  const cwd = folder({ "s.yaml": huge });
  for (const command of ["check", "run"]) {
    const { code, stdout, stderr } = await monoculture(cwd, [command, "s.yaml"]);
    expect(stderr).toMatch(refusal);
    expect(stdout).toBe("");
    expect(code).toBe(1);
  }
  expect(namesIn(cwd)).toEqual(["s.yaml"]);
});

test("check counts the arrays of the core's largest call", async () => {
  const cwd = folder({ "s.yaml": tiny.replace("users: 60", "users: 2000000").replace("items: 12", "items: 1000") });
  const { code, stdout } = await monoculture(cwd, ["check", "s.yaml", "--jobs", "1"]);
  expect(code).toBe(0);
  // four million choices of 2 occasions each: 16 bytes a choice, and slates of 3 slots once a user, 4 · 3 + 8 · 4 bytes
  expect(stdout).toMatch(/216\.0 MB {2}core: arrays of its largest call, chooseSlots/);
});
