import { type Plugin, parseScenario, simulate, simulationOf } from "../../src/index.ts";

/** A world of seconds; `more` are further keys. */
export const text = (more: string) => `version: 1
name: own
rounds: 3
replicates: 1
control: false
plugins: [./own.mjs]
world: { kind: drawn, users: 30, items: 12, topics: 2 }
metrics: [coverage]
measure: { pairs: 20 }
${more}`;

/** The scenario with these parts in the place of ./own.mjs. */
export function scenarioWith(parts: readonly unknown[], more: string, set: readonly string[] = []) {
  const plugins = [{ file: "./own.mjs", sha256: "0".repeat(64), parts: parts as readonly Plugin[] }];
  return parseScenario(text(more), { file: "own.yaml", set, plugins });
}

/** Metrics of every round of the arm `baseline`, or what stopped it. */
export async function rounds(parts: readonly unknown[], more: string, set: readonly string[] = []) {
  const records: Readonly<Record<string, number>>[] = [];
  const options = await simulationOf(scenarioWith(parts, more, set), { arm: "baseline" });
  for await (const { metrics } of simulate(options)) records.push(metrics);
  return records;
}

const popular = "recommender: { model: { kind: popularity } }\n";
export const users = `users: { choice: { kind: plugin, name: own } }\n${popular}`;
const slate = "slate: 3, model: { kind: popularity }";
export const model = "recommender: { slate: 3, model: { kind: plugin, name: own } }\n";
export const reranker = `recommender: { ${slate}, rerank: [{ kind: plugin, name: own }] }\n`;
export const draw = `recommender: { ${slate}, rank: { kind: plugin, name: own } }\n`;
export const regime = `recommender: { ${slate} }\ndata: { regime: { kind: plugin, name: own } }\n`;
export const metric = `recommender: { ${slate} }\n`;
