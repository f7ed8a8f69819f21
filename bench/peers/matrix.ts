import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Csr } from "../../src/core/index.ts";

/** What both sides train on: confidences by user, and one item of each user held out. */
export interface Matrix extends Csr {
  readonly users: number;
  readonly items: number;
  /** confidences c = 1 + alpha · r, above 1 */
  readonly values: Float32Array;
  /** (users) -1 where the user has too few items to spare one */
  readonly heldOut: Int32Array;
  readonly about: About;
}

/** Written out beside the arrays, so that a file of another origin is drawn anew. */
export interface About {
  readonly name: string;
  /** raised when the way it is made changes */
  readonly version: number;
  readonly seed: number;
  readonly alpha: number;
  readonly regularization: number;
  readonly description: string;
}

/** One folder a matrix: matrix.json and little-endian arrays without a header. */
export async function writeMatrix(folder: string, matrix: Matrix): Promise<void> {
  const { users, items, indptr, indices, values, heldOut, about } = matrix;
  await mkdir(folder, { recursive: true });
  await writeArray(join(folder, "indptr.i32"), indptr);
  await writeArray(join(folder, "indices.i32"), indices);
  await writeArray(join(folder, "values.f32"), values);
  await writeArray(join(folder, "held-out.i32"), heldOut);
  const text = JSON.stringify({ users, items, entries: indices.length, ...about }, null, 2);
  await writeFile(join(folder, "matrix.json"), `${text}\n`);
}

export async function readMatrix(folder: string): Promise<Matrix> {
  const { users, items, ...about } = JSON.parse(await readFile(join(folder, "matrix.json"), "utf8"));
  return {
    users,
    items,
    indptr: await readI32(join(folder, "indptr.i32")),
    indices: await readI32(join(folder, "indices.i32")),
    values: await readF32(join(folder, "values.f32")),
    heldOut: await readI32(join(folder, "held-out.i32")),
    about,
  };
}

/** Whether the folder holds a matrix made just as `about` says. */
export async function holds(folder: string, about: About): Promise<boolean> {
  const text = await readFile(join(folder, "matrix.json"), "utf8").catch(() => "{}");
  const found = JSON.parse(text);
  return Object.entries(about).every(([name, value]) => found[name] === value);
}

export async function writeArray(path: string, { buffer, byteOffset, byteLength }: ArrayBufferView): Promise<void> {
  await writeFile(path, new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
}

export async function readF32(path: string): Promise<Float32Array> {
  return new Float32Array(await bytesOf(path));
}

async function readI32(path: string): Promise<Int32Array> {
  return new Int32Array(await bytesOf(path));
}

async function bytesOf(path: string): Promise<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = await readFile(path);
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}
