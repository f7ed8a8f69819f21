import { instantiateKernels } from "../../src/core/load.ts";
import * as counts from "./counts.ts";
import { type Data, ITEMS, USERS } from "./data.ts";

/** As assembly/screen.ts does: users who go through a chunk of panels together. */
const TOGETHER = 16;
const CHUNK = 32;
const STEPS = 1e6;

/** A kernel called by itself, without what a call of the core lays out, checks and copies. */
export interface Bare {
  readonly name: string;
  readonly operations: number;
  readonly counted: string;
  readonly peak: "float32" | "int16";
  run(): void;
}

export interface BareKernels {
  readonly kernels: readonly Bare[];
  /** operations a second with nothing but registers, in a trial of some milliseconds */
  readonly peaks: Readonly<Record<Bare["peak"], () => number>>;
}

/** The products that top-k and everything else that scores is made of, and what they are held to. */
export async function bareKernels({ model, dims: d }: Data): Promise<BareKernels> {
  const { kernels, memory } = await instantiateKernels();
  const panels = Math.ceil(ITEMS / 8);
  const stride = 32 * panels;
  const pairs = 2 * Math.ceil(d / 4);
  const X = 1024;
  const packed = X + 4 * USERS * d;
  const wholeX = packed + stride * d;
  const wholePanels = wholeX + 4 * USERS * pairs;
  const S = wholePanels + stride * pairs;
  memory.grow(Math.ceil((S + Math.max(4 * stride, 4 * ITEMS * d)) / 65_536));
  const f32 = new Float32Array(memory.buffer);
  // the item factors lie where scores will
  f32.set(model.items, S / 4);
  kernels.pack(S, ITEMS, d, packed);
  f32.set(model.users, X / 4);
  const whole = new Int16Array(memory.buffer, wholeX, (S - wholeX) / 2);
  for (let n = 0; n < whole.length; n++) whole[n] = (n * 7919) % 4001;
  const product = () => {
    for (let u = 0; u < USERS; u += 4) {
      kernels.product(X + 4 * u * d, Math.min(4, USERS - u), d, packed, S, stride);
    }
  };
  const wholeProduct = () => {
    for (let first = 0; first < USERS; first += TOGETHER) {
      const end = Math.min(USERS, first + TOGETHER);
      for (let p = 0; p < panels; p += CHUNK) {
        const count = Math.min(CHUNK, panels - p);
        for (let u = first; u < end; u += 4) {
          const rows = Math.min(4, end - u);
          kernels.wholeProduct(wholeX + 4 * u * pairs, rows, pairs, wholePanels + 32 * p * pairs, count, S, 32 * CHUNK);
        }
      }
    }
  };
  const shared = { operations: counts.scores(USERS, ITEMS, d), counted: "2 d a user and item" };
  return {
    kernels: [
      { ...shared, name: "scoring kernel, float32", peak: "float32", run: product },
      { ...shared, name: "scoring kernel, 16 bits", peak: "int16", run: wholeProduct },
    ],
    peaks: {
      float32: () => rateOf(96 * STEPS, () => kernels.floatPeak(STEPS, 0.5, 0.25)),
      int16: () => rateOf(192 * STEPS, () => kernels.wholePeak(STEPS, 3)),
    },
  };
}

function rateOf(operations: number, work: () => number): number {
  const begin = performance.now();
  work();
  return operations / ((performance.now() - begin) / 1e3);
}
