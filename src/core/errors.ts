/** A call to the numeric core that cannot be carried out: what was got, what was expected and what to do. */
export class CoreError extends Error {
  override readonly name = "CoreError";
}
