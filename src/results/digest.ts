import { createHash } from "node:crypto";
import type { RoundRecord } from "../metrics/index.ts";

const utf8 = new TextEncoder();

/**
 * The canonical bytes of a run's metrics, as docs/run-directory.md lays them out: one row a value, ordered by arm (as
 * planned), replicate, round and metric (by name). A row is the arm's length in bytes (uint32) and UTF-8, replicate and
 * round (uint32), the metric's length and UTF-8, and the value (float64); numbers are little-endian, nothing lies between.
 * @throws RangeError where a record is of an arm that is not planned
 */
export function canonicalBytes(arms: readonly string[], records: readonly RoundRecord[]): Uint8Array {
  const texts = new Map<string, Uint8Array>();
  const textOf = (text: string): Uint8Array => {
    if (!texts.has(text)) texts.set(text, utf8.encode(text));
    return texts.get(text)!;
  };
  const ordered = inOrder(arms, records);
  const size = ({ arm, metrics }: RoundRecord) =>
    Object.keys(metrics).reduce((sum, name) => sum + textOf(arm).length + textOf(name).length + 24, 0);
  const bytes = new Uint8Array(ordered.reduce((sum, record) => sum + size(record), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  const putNumber = (n: number) => {
    view.setUint32(at, n, true);
    at += 4;
  };
  const putText = (text: Uint8Array) => {
    putNumber(text.length);
    bytes.set(text, at);
    at += text.length;
  };
  for (const { arm, replicate, round, metrics } of ordered) {
    for (const name of Object.keys(metrics).sort()) {
      putText(textOf(arm));
      putNumber(replicate);
      putNumber(round);
      putText(textOf(name));
      view.setFloat64(at, metrics[name]!, true);
      at += 8;
    }
  }
  return bytes;
}

/**
 * SHA-256 of the canonical bytes, 64 hexadecimal digits: equal digests are equal results.
 * @param arms names of all arms, controls and twins, as planned
 * @throws RangeError where a record is of an arm that is not planned
 */
export function digestOf(arms: readonly string[], records: readonly RoundRecord[]): string {
  return createHash("sha256").update(canonicalBytes(arms, records)).digest("hex");
}

function inOrder(arms: readonly string[], records: readonly RoundRecord[]): RoundRecord[] {
  const place = new Map(arms.map((arm, n) => [arm, n]));
  const stray = records.find(({ arm }) => !place.has(arm));
  if (stray) throw new RangeError(`digest: got a record of "${stray.arm}", expected one of ${arms.join(", ")}`);
  return records.toSorted(
    (a, b) => place.get(a.arm)! - place.get(b.arm)! || a.replicate - b.replicate || a.round - b.round,
  );
}
