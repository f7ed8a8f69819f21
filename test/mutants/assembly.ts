import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { main } from "assemblyscript/asc";
import type { Mutant } from "./mutant.ts";
import { mutated, root } from "./mutate.ts";

const compiled = new Map<Mutant, Promise<string>>();

/** The module with a mutant's fault, compiled once: where it lies, as a URL. */
export function mutatedModule(mutant: Mutant): Promise<string> {
  const found = compiled.get(mutant) ?? compile(mutant);
  compiled.set(mutant, found);
  return found;
}

async function compile(mutant: Mutant): Promise<string> {
  const fault = mutated(mutant);
  const folder = mkdtempSync(join(tmpdir(), "monoculture-mutant-"));
  const outFile = join(folder, "monoculture.wasm");
  const given = ["assembly/index.ts", "--config", "asconfig.json", "--target", "single", "--baseDir", root];
  const { error, stderr } = await main([...given, "--optimizeLevel", "1", "--outFile", outFile], {
    readFile(name, base) {
      if (name === mutant.file) return fault;
      try {
        return readFileSync(join(base, name), "utf8");
      } catch {
        return null;
      }
    },
    writeFile: (_, contents) => writeFileSync(outFile, contents),
  });
  if (error) throw new Error(`${mutant.name} does not compile: ${stderr.toString()}`, { cause: error });
  return pathToFileURL(outFile).href;
}
