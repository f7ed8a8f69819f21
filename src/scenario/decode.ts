import { type Place, type Problem, problemAt } from "./problem.ts";

const largestBytes = 1 << 20;

/** The text of a scenario file, or what is wrong with its bytes. */
export function decode(text: string | Uint8Array): { readonly text: string } | { readonly problem: Problem } {
  const start: Place = { line: 1, column: 1 };
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  if (!(bytes.length <= largestBytes)) {
    return refuse(start, `got ${bytes.length} bytes, expected at most ${largestBytes} (1 MiB); is this a scenario?`);
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse(start, "got UTF-16 text, expected UTF-8; save the file as UTF-8");
  }
  const decoded = new TextDecoder().decode(bytes);
  const nul = decoded.indexOf("\0");
  if (nul >= 0) return refuse(placeIn(decoded, nul), "got a NUL byte, expected YAML text; is this a scenario?");
  if (typeof text === "string" ? /\p{Surrogate}/u.test(text) : !isUtf8(bytes)) {
    const place = placeIn(decoded, decoded.indexOf("\ufffd"));
    return refuse(place, "got bytes that are not UTF-8, expected UTF-8 text; save the file as UTF-8");
  }
  return { text: decoded };
}

function refuse(place: Place, message: string): { readonly problem: Problem } {
  return { problem: problemAt(place, [], message) };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
