import type { Core } from "./core.ts";
import { CoreError } from "./errors.ts";
import type { Stream } from "./types.ts";
import type { Kernels } from "./wasm.ts";

type Scalars = Pick<Core, "exp" | "log" | "pow" | "uniform" | "gumbel" | "normal" | "philox">;

/** The functions of the core that take and return single numbers, at once. */
export function createScalars(kernels: Kernels): Scalars {
  const { exp, log, pow, normalQuantile, philoxWord } = kernels;
  const uniform = ({ key, purpose, round }: Stream, draw: number, agent: number, slot: number): number => {
    if (!(draw >= 0 && draw < 2 ** 24)) throw new CoreError(`uniform: draw is ${draw}, expected 0 to 16777215`);
    return kernels.uniform(key.seed, key.replicate, purpose + 256 * draw, round, agent, slot);
  };
  return {
    exp: (x) => exp(x),
    log: (x) => log(x),
    pow: (x, y) => pow(x, y),
    uniform,
    gumbel: (stream, draw, agent, slot) => -log(-log(uniform(stream, draw, agent, slot))),
    normal: (stream, draw, agent, slot) => normalQuantile(uniform(stream, draw, agent, slot)),
    philox: ([k0, k1], [c0, c1, c2, c3]) =>
      Uint32Array.from([0, 1, 2, 3], (word) => philoxWord(k0, k1, c0, c1, c2, c3, word)),
  };
}
