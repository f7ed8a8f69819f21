import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { exitCodeOf, Interrupted, reportFailure } from "../../src/cli/failure.ts";
import { CoreError, DataError, UsageError } from "../../src/index.ts";
import { folders, monoculture, tiny } from "./support.ts";

const folder = folders();

function said(error: unknown, debug: string): string {
  vi.stubEnv("MONOCULTURE_DEBUG", debug);
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  reportFailure(error, false);
  const text = write.mock.calls.map(([piece]) => piece).join("");
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  return text;
}

describe("failures", () => {
  it("end with the exit code of what the caller can do about them", () => {
    const errors = [
      new Interrupted("stop"),
      new UsageError("a"),
      new DataError("b"),
      new CoreError("c"),
      new Error("d"),
      7,
    ];
    expect(errors.map(exitCodeOf)).toEqual([130, 2, 2, 1, 1, 1]);
  });

  it("show a stack of unexpected errors alone, and only when asked to", () => {
    expect(said(new Error("odd"), "")).toBe("odd\nset MONOCULTURE_DEBUG=1 to see where it happened\n");
    expect(said(new Error("odd"), "1")).toMatch(/^odd\nError: odd\n\s+at /);
    expect(said(new CoreError("too large"), "1")).toBe("too large\n");
    expect(said(new UsageError("a\u001b[31mb\nc"), "1")).toBe("a [31mb\nc\n");
  });
});

describe("a disk that fails in the middle", () => {
  it("ends the run with exit code 1 and its status, and what is there can be gone on with", async () => {
    const here = folder({ "s.yaml": tiny });
    const args = ["run", "s.yaml", "--out", "run", "--quiet"];
    // an interrupted run whose checkpoint folder has become a file
    const whole = await monoculture(here, [...args, "--json"]);
    const { digest: _digest, ...record } = JSON.parse(readFileSync(join(here, "run", "run.json"), "utf8"));
    mkdirSync(join(here, "broken"));
    writeFileSync(join(here, "broken", "run.json"), JSON.stringify({ ...record, status: "interrupted" }));
    writeFileSync(join(here, "broken", "checkpoint"), "");
    const failed = await monoculture(here, ["run", "s.yaml", "--out", "broken", "--quiet"]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/^EEXIST|^ENOTDIR/);
    expect(failed.stderr).not.toMatch(/\n\s+at /);
    const left = JSON.parse(readFileSync(join(here, "broken", "run.json"), "utf8"));
    expect(left).toMatchObject({ status: "failed", error: failed.stderr.split("\n")[0] });
    const again = await monoculture(here, ["run", "s.yaml", "--out", "broken", "--quiet", "--force", "--json"]);
    expect(JSON.parse(again.stdout).digest).toBe(JSON.parse(whole.stdout).digest);
  });
});
