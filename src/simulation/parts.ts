import { metricNames } from "../metrics/index.ts";
import { type PartKind, PluginError, partNames, shown } from "../plugins/index.ts";
import type { Plugin } from "./plugins.ts";

/** The functions that a part must have. */
const required: Readonly<Record<PartKind, readonly string[]>> = {
  choice: ["create"],
  model: ["train"],
  reranker: ["prepare"],
  draw: ["chances"],
  regime: [],
  metric: ["compute"],
};
const optional: Readonly<Partial<Record<PartKind, readonly string[]>>> = {
  model: ["foldIn", "work"],
  draw: ["pool"],
  regime: ["oldest", "select"],
};

const kinds = Object.keys(partNames) as PartKind[];
const NAME = /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/;
const METRIC_NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/**
 * The parts that a module gives by default: one, or a list of them.
 * @throws PluginError where it gives anything else
 */
export function partsIn(given: unknown): Plugin[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length === 0) refuse("its default export is an empty list, expected a part or a list of parts");
  return list.map((part, n) => {
    requirePart(part, list.length > 1 ? `part ${n + 1} of its default export` : "its default export");
    return part;
  });
}

function requirePart(given: unknown, which: string): asserts given is Plugin {
  if (typeof given !== "object" || given === null)
    refuse(`${which} is ${shown(given)}, expected a part or a list of parts`);
  const part = given as Readonly<Record<string, unknown>>;
  const kind = kinds.find((one) => one === part.part);
  if (!kind) refuse(`${which} has part: ${shown(part.part)}, expected one of ${kinds.join(", ")}`);
  const pattern = kind === "metric" ? METRIC_NAME : NAME;
  if (typeof part.name !== "string" || !pattern.test(part.name)) {
    const words = kind === "metric" ? "words joined by _" : "words joined by - or _";
    refuse(`${which} has name: ${shown(part.name)}, expected lower-case ${words}`);
  }
  const what = `the ${partNames[kind]} "${part.name}"`;
  if (kind === "metric" && metricNames.includes(part.name))
    refuse(`${what} has the name of a metric that is there already`);
  for (const name of required[kind]) requireFunction(part, name, what);
  for (const name of optional[kind] ?? []) if (part[name] !== undefined) requireFunction(part, name, what);
  if (part.schema !== undefined && typeof (part.schema as { readonly parse?: unknown } | null)?.parse !== "function") {
    refuse(`${what} has a schema without parse, expected one of zod's, or an object with a function of that name`);
  }
}

function requireFunction(part: Readonly<Record<string, unknown>>, name: string, what: string): void {
  if (typeof part[name] !== "function") refuse(`${what} has ${name}: ${shown(part[name])}, expected a function`);
}

function refuse(fault: string): never {
  throw new PluginError(fault);
}
