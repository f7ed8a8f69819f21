import { PluginError } from "./error.ts";
import type { Guard } from "./guard.ts";

/** A plug-in that stands behind the options that name it, and what to say where it fails. */
export interface Plugged<P> {
  readonly part: P;
  readonly guard: Guard;
}

/** The part travels in the options. No serialisation takes a symbol along: saved, posted or hashed, they are plain JSON. */
const plugged = Symbol("plugged");

export function withPart<T extends object>(options: T, own: Plugged<unknown>): T {
  return { ...options, [plugged]: own };
}

/** @throws PluginError where the part has not been loaded */
export function partOf<P>(options: { readonly name: string }): Plugged<P> {
  const own = (options as { readonly [plugged]?: Plugged<P> })[plugged];
  if (own) return own;
  throw new PluginError(
    `the plug-in "${options.name}" is not loaded: load the scenario with its plug-ins, or pass their parts as \`plugins\``,
  );
}
