import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/** Text in colour where the stream shows colours (a terminal, and NO_COLOR not set), else as it is. */
export function painter(stream: NodeJS.WriteStream): (style: Style, text: string) => string {
  const colours = stream.isTTY === true && stream.hasColors();
  return (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
}

/** A reader that went away (`| head`) ends the program in silence. */
export function endQuietlyOnClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
      throw error;
    });
  }
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Lines of at most `width` letters, broken at blanks; later ones are indented. */
export function wrapped(text: string, width = 100, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.match(/\s*\S+/g) ?? []) {
    if (line !== "" && line.length + word.length > width) {
      lines.push(line);
      line = indent + word.trimStart();
    } else {
      line += word;
    }
  }
  return [...lines, line].join("\n");
}

/** 75 to "1:15", 4000 to "1:06:40". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

export const count = (n: number, one: string): string => `${thousands(n)} ${one}${n === 1 ? "" : "s"}`;

export const thousands = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
