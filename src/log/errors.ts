/** A log that cannot be used as it is: its message is one sentence for the person whose file it is. */
export class DataError extends Error {
  override readonly name = "DataError";
}
