import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { DataError } from "../log/errors.ts";
import { FieldScanner } from "./delimited.ts";

export interface FileFormat {
  readonly kind: "csv" | "tsv" | "parquet";
  readonly gzip: boolean;
}

/** The format that a file's name announces. */
export function formatOf(file: string): FileFormat {
  const match = /\.(csv|tsv|parquet)(\.gz)?$/i.exec(file);
  const kind = match?.[1]?.toLowerCase() as FileFormat["kind"] | undefined;
  const gzip = match?.[2] !== undefined;
  if (kind === undefined || (kind === "parquet" && gzip)) {
    throw new DataError(
      `${file}: the name ends in none of .csv, .csv.gz, .tsv, .tsv.gz and .parquet; convert the log to one of these or rename it`,
    );
  }
  return { kind, gzip };
}

/** Throws unless there is a file with something in it. */
export async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === "ENOENT" || error.code === "ENOTDIR";
    throw new DataError(
      missing ? `${file}: no such file; correct the path of the log` : `${file}: cannot be opened (${error.code})`,
    );
  });
  if (found.isDirectory()) throw new DataError(`${file}: is a directory, expected a file; name one log`);
  if (!found.isFile()) throw new DataError(`${file}: is not a regular file; name a file on disk`);
  if (found.size === 0) throw new DataError(`${file}: is empty (0 bytes), expected a log with a header and rows`);
}

const HEAD_BYTES = 1 << 20;

/**
 * Reads the file once: the SHA-256 of its bytes and the first of its unpacked bytes. DuckDB takes a gzip file that was
 * cut off for a shorter one, so its check sum is tried here.
 */
export async function inspect(file: string, gzip: boolean): Promise<{ sha256: string; head: Buffer }> {
  const hash = createHash("sha256");
  const head: Buffer[] = [];
  let held = 0;
  try {
    await pipeline(
      createReadStream(file),
      async function* (source: AsyncIterable<Buffer>) {
        for await (const piece of source) {
          hash.update(piece);
          yield piece;
        }
      },
      gzip ? createGunzip() : new PassThrough(),
      async (source: AsyncIterable<Buffer>) => {
        for await (const piece of source) {
          if (held < HEAD_BYTES) head.push(piece);
          held += piece.length;
        }
      },
    );
  } catch (error) {
    const { code = "unknown error", message } = error as NodeJS.ErrnoException;
    if (code.startsWith("Z_")) {
      throw new DataError(
        `${file}: is not a whole gzip file (${message}); pack or download it again, or drop .gz from its name`,
      );
    }
    throw new DataError(`${file}: cannot be read (${code})`);
  }
  return { sha256: hash.digest("hex"), head: Buffer.concat(head).subarray(0, HEAD_BYTES) };
}

/** Where a value stands in a delimited file; `row` counts from 0 after the header. */
export async function locate(file: string, gzip: boolean, delimiter: string, row: number, index: number) {
  let place = { line: 0, column: 0 };
  const scanner = new FieldScanner(delimiter, (field) => {
    if (field.record === row + 1 && field.index === index) place = { line: field.line, column: field.column };
  });
  const source = gzip ? createReadStream(file).pipe(createGunzip()) : createReadStream(file);
  source.setEncoding("utf8");
  for await (const piece of source) {
    scanner.push(piece as string);
    if (place.line > 0) break;
  }
  scanner.end();
  return place;
}
