/** Something that cannot be done as asked: a bad argument, or a place that is taken. Its message is for the person who asked. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
