/** A plug-in that failed, or gave what its interface forbids. The message names it, and where it happened. */
export class PluginError extends Error {
  override readonly name = "PluginError";
}
