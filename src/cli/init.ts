import { writeFileSync } from "node:fs";
import type { Argv } from "yargs";
import { UsageError } from "../results/index.ts";
import { template } from "./template.ts";
import { say } from "./terminal.ts";

export const command = "init [file]";
export const describe = "write a commented scenario that runs as it is";

export const builder = (yargs: Argv) =>
  yargs.positional("file", { type: "string", default: "scenario.yaml", describe: "the file to write" });

/** Writes the template; never over a file. */
export function handler({ file }: { readonly file: string }): void {
  try {
    writeFileSync(file, template, { flag: "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw new UsageError(`${file}: is there already; name another file`);
    throw new UsageError(`${file}: cannot be written (${code}); name another file`);
  }
  say(`${file} is written; "monoculture run ${file}" runs it`);
}
