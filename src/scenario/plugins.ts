import type { z } from "zod";
import type { LoadedPlugin } from "../experiment/options.ts";
import { knownNames } from "../metrics/schema.ts";
import { type PartKind, type PluginOptions, partNames } from "../plugins/index.ts";
import { type Plugin, type Visit, visiting } from "../simulation/plugins.ts";
import type { Arm, Part, Parts } from "./arms.ts";
import type { JsonNode } from "./jsonSchema.ts";
import { checkedOptions } from "./pluginOptions.ts";
import { type Path, type Problem, problemAt } from "./problem.ts";
import { type Section, type scenarioSchema, sectionNames } from "./schema.ts";
import { isList, type Node, nodeAt, placeOf, plain } from "./tree.ts";
import { expected, got, hint } from "./words.ts";

/** A file under `plugins`: loaded, or why it could not be. */
export type GivenPlugin = LoadedPlugin | { readonly file: string; readonly fault: string };

export const isLoaded = (given: GivenPlugin): given is LoadedPlugin => "parts" in given;

/** The files under `plugins`; none where that is no list of texts. */
export function pluginFilesIn(root: Node): string[] {
  const list = nodeAt(root, ["plugins"]);
  const files = isList(list) ? list.value.map(plain) : [];
  return files.every((file) => typeof file === "string") ? files : [];
}

/**
 * The arms with the options of their plug-ins checked and complete, and the base's sections likewise.
 * @param given the plug-ins' files as they were loaded; nothing where they were not allowed to be
 */
export function pluggedIn(root: Node, arms: readonly Arm[], given: readonly GivenPlugin[] | undefined) {
  const files = pluginFilesIn(root);
  const base = arms[0]?.base;
  const refusals = given ? faultsOf(root, given) : refused(root, files);
  if (!base || refusals.length > 0) return { arms, base: {}, problems: refusals };
  const plugins = (given ?? []).filter(isLoaded).flatMap(({ parts }) => parts);
  const own = settled(base, plugins, []);
  const plugged = arms.map((arm): Arm => {
    const { parts, problems } = settled(arm.parts, plugins, ["arms", arm.name], { before: base, after: own.parts });
    return { ...arm, base: own.parts, parts, problems: [...arm.problems, ...problems] };
  });
  const values = sectionNames.map((section) => [section, own.parts[section].value] as const);
  const problems = [...twice(root, plugins), ...own.problems, ...unknownMetrics(root, plugins)];
  const asRead = plugins.length === 0 || values.some(([, value]) => value === undefined);
  return { arms: plugged, base: asRead ? {} : (Object.fromEntries(values) as Values), problems };
}

/** What the sections of the base mean. */
type Values = Partial<Pick<z.infer<typeof scenarioSchema>, Section>>;

function refused(root: Node, files: readonly string[]): Problem[] {
  if (files.length === 0) return [];
  const what = `got ${files.map((file) => JSON.stringify(file)).join(", ")}: code that would run with all your rights`;
  const how =
    "if you trust it, allow it with --allow-plugins (in a program: loadScenario(file, { allowPlugins: true }))";
  return [problemAt(placeOf(root, ["plugins"]), ["plugins"], `${what}; ${how}`)];
}

function faultsOf(root: Node, given: readonly GivenPlugin[]): Problem[] {
  return given.flatMap((one, n) =>
    isLoaded(one)
      ? []
      : [problemAt(placeOf(root, ["plugins", n]), ["plugins", n], `${JSON.stringify(one.file)}: ${one.fault}`)],
  );
}

/** Two parts of one kind and name could not be told apart. */
function twice(root: Node, plugins: readonly Plugin[]): Problem[] {
  return plugins.flatMap(({ part, name }, n) => {
    const first = plugins.findIndex((other) => other.part === part && other.name === name);
    if (first === n) return [];
    const message = `got two parts that are the ${partNames[part]} "${name}", expected every name once`;
    return [problemAt(placeOf(root, ["plugins"]), ["plugins"], message)];
  });
}

function unknownMetrics(root: Node, plugins: readonly Plugin[]): Problem[] {
  const list = nodeAt(root, ["metrics"]);
  const own = plugins.flatMap(({ part, name }) => (part === "metric" ? [name] : []));
  const json: JsonNode = { enum: [...own, ...knownNames] };
  return (isList(list) ? list.value : []).flatMap(({ place, value }, n) => {
    if (typeof value !== "string" || json.enum!.includes(value)) return [];
    const message = `got ${got(value)}, expected ${expected(json, value)}${hint(json, value)}`;
    return [problemAt(place, ["metrics", n], message)];
  });
}

/** @param known sections of the base as they were and as they are: an arm that has one unchanged shares it */
function settled(
  parts: Parts,
  plugins: readonly Plugin[],
  prefix: Path,
  known?: { readonly before: Parts; readonly after: Parts },
): { readonly parts: Parts; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const settle = (section: Section): Part => {
    const part = parts[section];
    if (part === known?.before[section]) return known.after[section];
    if (part.value === undefined || !Object.hasOwn(visiting, section)) return part;
    const at = [...prefix, section];
    const visit: Visit = (kind, options, path) => {
      const found = optionsOf(plugins, { kind, options, node: part.node, path, prefix: at });
      problems.push(...found.problems);
      return found.options;
    };
    const value = (visiting[section as keyof typeof visiting] as (value: unknown, visit: Visit) => unknown)(
      part.value,
      visit,
    );
    return { node: part.node, value };
  };
  const all = sectionNames.map((section) => [section, settle(section)] as const);
  return { parts: Object.fromEntries(all) as Record<Section, Part>, problems };
}

/** A plug-in where it is named. */
interface Named {
  readonly kind: PartKind;
  readonly options: PluginOptions;
  /** the section, the path of the part in it, and where the section is */
  readonly node: Node;
  readonly path: Path;
  readonly prefix: Path;
}

function optionsOf(plugins: readonly Plugin[], named: Named): { options: PluginOptions; problems: readonly Problem[] } {
  const { kind, options, node, path, prefix } = named;
  const own = plugins.find((plugin) => plugin.part === kind && plugin.name === options.name);
  if (!own) {
    const at = [...path, "name"];
    return {
      options,
      problems: [problemAt(placeOf(node, at), [...prefix, ...at], unknown(plugins, kind, options.name))],
    };
  }
  const at = [...path, "options"];
  const written = nodeAt(node, at) ?? { place: placeOf(node, path), value: new Map() };
  const checked = checkedOptions(own, written, [...prefix, ...at]);
  return { options: { ...options, options: checked.options ?? options.options }, problems: checked.problems };
}

function unknown(plugins: readonly Plugin[], kind: PartKind, name: string): string {
  const names = plugins.flatMap((plugin) => (plugin.part === kind ? [plugin.name] : []));
  const other = plugins.find((plugin) => plugin.name === name);
  const is = other ? `, a ${partNames[other.part]}` : "";
  if (names.length === 0)
    return `got ${got(name)}${is}, expected a ${partNames[kind]} of a file under plugins: there is none`;
  const json: JsonNode = { enum: names };
  return `got ${got(name)}${is}, expected the ${partNames[kind]} ${names.join(" or ")}${hint(json, name)}`;
}
