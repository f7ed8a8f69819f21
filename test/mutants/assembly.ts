import { readFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "assemblyscript/asc";
import type { Mutant } from "./mutant.ts";
import { mutated, root } from "./mutate.ts";

/** The core's module with a mutant's fault in it, as a data URL. */
export async function moduleWith(mutant: Mutant): Promise<string> {
  const fault = mutated(mutant);
  let module: Uint8Array = new Uint8Array(0);
  const options = ["assembly/index.ts", "--config", "asconfig.json", "--target", "single", "--baseDir", root];
  const { error, stderr } = await main([...options, "--optimizeLevel", "1", "--outFile", "mutant.wasm"], {
    readFile(name, base) {
      if (name === mutant.file) return fault;
      try {
        return readFileSync(join(base, name), "utf8");
      } catch {
        return null;
      }
    },
    writeFile(_, contents) {
      if (typeof contents !== "string") module = contents;
    },
  });
  if (error) throw new Error(`mutant "${mutant.name}" does not compile: ${stderr.toString()}`, { cause: error });
  return `data:application/wasm;base64,${Buffer.from(module).toString("base64")}`;
}
