import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { build } from "esbuild";
import { DirectedGraph } from "graphology";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** What each part may import from, itself aside. Reading down the list, imports only ever point further down. */
const allowed: Record<string, readonly string[]> = {
  cli: [
    "index",
    "plugins",
    "ingest",
    "results",
    "report",
    "validation",
    "scenario",
    "experiment",
    "metrics",
    "log",
    "core",
  ],
  index: [
    "ingest",
    "plugins",
    "results",
    "report",
    "scenario",
    "experiment",
    "simulation",
    "metrics",
    "world",
    "log",
    "core",
  ],
  validation: ["scenario", "experiment", "simulation", "metrics", "world", "models", "log", "core"],
  results: ["plugins", "experiment", "report", "scenario", "metrics", "log", "core"],
  scenario: ["plugins", "experiment", "simulation", "recommender", "users", "metrics", "world", "models", "log"],
  experiment: ["plugins", "simulation", "recommender", "users", "metrics", "world", "models", "log", "core"],
  simulation: ["plugins", "recommender", "users", "metrics", "world", "models", "log", "core"],
  recommender: ["plugins", "models", "world", "log", "core"],
  users: ["plugins", "models", "world", "log", "core"],
  metrics: ["plugins", "world", "models", "log", "core"],
  world: ["models", "log", "core"],
  models: ["plugins", "log", "core"],
  ingest: ["log"],
  log: ["plugins", "core"],
  report: ["metrics"],
  plugins: [],
  core: [],
};

/** Parts whose files may use Node's own modules. */
const nodeOnly = ["index", "cli", "results", "ingest"];
const nodeFiles = [
  "src/experiment/loading.ts",
  "src/experiment/pool.ts",
  "src/experiment/worker.ts",
  "src/validation/files.ts",
  "src/validation/pool.ts",
  "src/validation/worker.ts",
  "src/core/load.ts",
  "src/core/thread.ts",
  "src/core/threads.ts",
];

const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => `src/${file.split(sep).join("/")}`);

const partOf = (file: string) => (file === "src/index.ts" ? "index" : file.split("/")[1]!);

/** The modules a file names in imports and exports; `types` also those of which it takes types alone. */
function imports(file: string, types: boolean): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)";|^import\s+()"([^"]+)";|import\(\s*"([^"]+)"/gm,
  );
  return [...statements].filter(([, type]) => types || !type).map((match) => match[2] ?? match[4] ?? match[5]!);
}

function graphOf(types: boolean): DirectedGraph {
  const graph = new DirectedGraph();
  for (const file of files) graph.addNode(file);
  for (const file of files) {
    for (const target of imports(file, types).filter((name) => name.startsWith("."))) {
      graph.mergeEdge(
        file,
        relative(root, resolve(root, dirname(file), target))
          .split(sep)
          .join("/"),
      );
    }
  }
  return graph;
}

test("imports between parts run one way", () => {
  const wrong: string[] = [];
  graphOf(true).forEachEdge((_, __, from, to) => {
    const [a, b] = [partOf(from), partOf(to)];
    if (a !== b && !allowed[a]?.includes(b)) wrong.push(`${from} imports ${to}`);
  });
  expect(wrong).toEqual([]);
});

test("the list of parts itself has no way back", () => {
  const parts = Object.keys(allowed);
  const below = new DirectedGraph();
  for (const part of parts) below.addNode(part);
  for (const part of parts) for (const target of allowed[part]!) below.addEdge(part, target);
  expect(cycle(below)).toEqual([]);
});

test("no file needs itself, at whatever remove", () => {
  expect(cycle(graphOf(false))).toEqual([]);
});

test("report takes nothing of metrics but the records", () => {
  const targets = files.filter((file) => partOf(file) === "report").flatMap((file) => imports(file, true));
  expect(targets.filter((name) => name.includes("metrics") && !name.endsWith("/records.ts"))).toEqual([]);
});

test("Node's own modules are named only where a browser never comes", () => {
  const guilty = files.filter((file) => !nodeOnly.includes(partOf(file)) && !nodeFiles.includes(file));
  expect(guilty.filter((file) => imports(file, true).some((name) => name.startsWith("node:")))).toEqual([]);
});

test("the core's source imports nothing from outside assembly", () => {
  const sources = readdirSync(join(root, "assembly")).filter((file) => file.endsWith(".ts"));
  const named = sources.flatMap((file) =>
    [...readFileSync(join(root, "assembly", file), "utf8").matchAll(/from\s+"([^"]+)"/g)].map(([, name]) => name!),
  );
  expect(named.filter((name) => !/^\.\/[a-zA-Z0-9]+$/.test(name))).toEqual([]);
});

test.each(["simulation", "report"])("%s bundles for a browser", async (part) => {
  const result = await build({
    entryPoints: [join(root, "src", part, "index.ts")],
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "silent",
  });
  expect(result.warnings).toEqual([]);
  expect(result.outputFiles[0]!.text).not.toMatch(/from\s*"node:/);
});

test("nothing in src reaches for an engine's own transcendental functions, clock or chance", () => {
  const forbidden =
    /Math\.(random|exp|log|pow|sin|cos|tan|log2|log10|log1p|expm1|hypot|cbrt)\b|(?<!\b2 )\*\*|Date\.now|new Date\(/;
  const free = ["results", "cli", "index", "report", "ingest"];
  const guilty = files
    .filter((file) => !free.includes(partOf(file)))
    .filter((file) =>
      forbidden.test(readFileSync(join(root, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")),
    );
  expect(guilty).toEqual([]);
});

/** Nodes left over when those without a way out are removed again and again: those on a cycle, or above one. */
function cycle(graph: DirectedGraph): string[] {
  const left = graph.copy();
  for (let removed = true; removed; ) {
    const leaves = left.filterNodes((node) => left.outDegree(node) === 0);
    for (const leaf of leaves) left.dropNode(leaf);
    removed = leaves.length > 0;
  }
  return left.nodes();
}
