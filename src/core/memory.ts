import { CoreError } from "./errors.ts";

const PAGE = 65_536;
/** Where layouts begin: address 0 stays unused, as it stands for "none". */
const BASE = 1024;
/** One page short of 4 GiB, so that the end of an array is an address too. */
export const CORE_BYTES = 65_535 * PAGE;

/** Where the last of arrays of the given bytes ends. */
export function extentOf(bytes: Readonly<Record<string, number>>): number {
  let top = BASE;
  for (const name in bytes) top += aligned(bytes[name]!);
  return top;
}

/** Arrays start on cache lines of their own: threads that write neighbouring rows do not wait for each other. */
const ALIGNMENT = 64;

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** A WebAssembly.Memory. */
export interface LinearMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/**
 * The linear memory of one instance. Each call to the core lays its arrays out afresh from the bottom; views are renewed
 * when memory grows, so they are read from here after `layout`, never kept.
 */
export class Arena {
  i32: Int32Array;
  u32: Uint32Array;
  f32: Float32Array;
  f64: Float64Array;
  peakBytes = 0;
  private readonly memory: LinearMemory;
  private readonly maximumBytes: number;

  constructor(memory: LinearMemory, maximumBytes = CORE_BYTES) {
    this.memory = memory;
    this.maximumBytes = maximumBytes;
    const { buffer } = memory;
    this.i32 = new Int32Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
  }

  /** Addresses, aligned to cache lines, for arrays of the given bytes. @throws CoreError naming them when they do not fit. */
  layout<K extends string>(call: string, bytes: Record<K, number>): Record<K, number> {
    const at = {} as Record<K, number>;
    let top = BASE;
    for (const name in bytes) {
      at[name] = top;
      top += aligned(bytes[name]);
    }
    this.reserve(call, top, bytes);
    if (top > this.peakBytes) this.peakBytes = top;
    return at;
  }

  private reserve(call: string, top: number, bytes: Record<string, number>): void {
    const held = this.f64.byteLength;
    if (top <= held) return;
    if (!(top <= this.maximumBytes)) throw new CoreError(tooLarge(call, top, this.maximumBytes, bytes));
    const wanted = Math.min(this.maximumBytes, Math.max(top, 1.5 * held));
    try {
      this.memory.grow(Math.ceil((wanted - held) / PAGE));
    } catch {
      throw new CoreError(`${tooLarge(call, top, held, bytes)} (the system refused to give more)`);
    }
    const { buffer } = this.memory;
    this.i32 = new Int32Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
  }
}

function tooLarge(call: string, top: number, available: number, bytes: Record<string, number>): string {
  const sizes = Object.entries(bytes)
    .sort((a, b) => b[1] - a[1])
    .map(([name, size]) => `${name} ${megabytes(size)}`);
  return `${call}: the arrays need ${megabytes(top)} and at most ${megabytes(available)} can be had: ${sizes.join(", ")}; use fewer users, items, dims or entries`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
