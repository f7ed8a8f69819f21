import { PluginError } from "./error.ts";

/** Watches over the code of one plug-in: whatever goes wrong is said to be its, with the round and the arm. */
export interface Guard {
  /** What `run` gives; what it throws becomes a PluginError. `what` names the function. */
  call<T>(what: string, run: () => T): T;
  /** The same of a promise. */
  wait<T>(what: string, run: () => T | Promise<T>): Promise<T>;
  /** Says that `what` gave something it must not. */
  fail(what: string, fault: string): never;
}

/** @throws PluginError saying that `what` gave a fault, unless the condition holds */
export function check(guard: Guard, condition: boolean, what: string, fault: () => string): asserts condition {
  if (!condition) guard.fail(what, fault());
}

/** @param where when and in which arm it is, as it goes on: "arm replace, round 3" */
export function guardOf(plugin: string, where: () => string): Guard {
  const failed = (what: string, cause: unknown): PluginError => {
    if (cause instanceof PluginError) return cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    const error = new PluginError(`${plugin}, ${where()}: ${what} threw "${said}"`, { cause });
    if (cause instanceof Error) error.stack = `${error.name}: ${error.message}\n${cause.stack ?? ""}`;
    return error;
  };
  return {
    call(what, run) {
      try {
        return run();
      } catch (error) {
        throw failed(what, error);
      }
    },
    async wait(what, run) {
      try {
        return await run();
      } catch (error) {
        throw failed(what, error);
      }
    },
    fail(what, fault) {
      throw new PluginError(`${plugin}, ${where()}: ${what} gave ${fault}`);
    },
  };
}

type Column = Int32Array | Uint8Array | Float32Array | Float64Array;

/** @throws PluginError unless the value is such a column of so many values, each of them as `isFine` wants it */
export function requireColumn<C extends Column>(
  guard: Guard,
  what: string,
  value: unknown,
  column: { readonly type: new (length: number) => C; readonly length: number; readonly wanted: string },
  isFine: (x: number) => boolean,
): C {
  const { type, length, wanted } = column;
  check(guard, value instanceof type, what, () => `${shown(value)}, expected ${article(type.name)}`);
  check(guard, value.length === length, what, () => `${value.length} values, expected ${length}`);
  for (let n = 0; n < length; n++) {
    check(guard, isFine(value[n]!), what, () => `${value[n]} at place ${n}, expected ${wanted}`);
  }
  return value;
}

const article = (name: string): string => `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;

export function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "object") return article(value.constructor?.name ?? "object");
  return typeof value === "function" ? "a function" : `${typeof value} ${String(value)}`;
}
