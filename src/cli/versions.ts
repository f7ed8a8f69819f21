import { readFileSync } from "node:fs";
import { RESULTS_VERSION } from "../results/index.ts";

export function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

export function versions(): Record<string, string> {
  return { monoculture: packageVersion(), results: String(RESULTS_VERSION), node: process.versions.node };
}
