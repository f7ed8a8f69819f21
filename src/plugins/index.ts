export { PluginError } from "./error.ts";
export { check, type Guard, guardOf, requireColumn, shown } from "./guard.ts";
export { type OptionsSchema, type PartKind, type PluginOptions, partNames, pluginSchema } from "./options.ts";
export { type Plugged, partOf, withPart } from "./plugged.ts";
