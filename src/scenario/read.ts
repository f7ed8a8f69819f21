import { Composer, type CST, type Document, Lexer, LineCounter, Parser } from "yaml";
import { convert } from "./convert.ts";
import { type Place, type Problem, problemAt } from "./problem.ts";
import type { Node } from "./tree.ts";

export type Read = { readonly root: Node } | { readonly problems: readonly Problem[] };

/** yaml's composer recurses a level at a time, and a stack that runs out inside it cannot be caught: count before. */
const deepest = 64;
/** Values, marks and spaces: enough for shares of thirty thousand items, and few enough to complain about each. */
const mostTokens = 100_000;

/**
 * YAML 1.2 text into a tree of values with their places: one document, unique keys, no merge keys, no custom tags.
 * @param set the override the text belongs to, which is then the place of all its values
 */
export function readYaml(text: string, set?: string): Read {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    if (set !== undefined) return { line: 0, column: 0, set };
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const { tokens, tooDeep, tooMany } = tokenise(text, lines);
  const fail = (offset: number, message: string): Read => ({ problems: [problemAt(place(offset), [], message)] });
  if (tooDeep !== undefined) {
    return fail(tooDeep, `got values nested more than ${deepest} levels deep, expected a scenario's few`);
  }
  if (tooMany !== undefined) {
    return fail(tooMany, `got more than ${mostTokens} words and marks, expected fewer; is this a scenario?`);
  }
  const documents = new Composer({ uniqueKeys: false, merge: false, strict: true }).compose(tokens);
  const first = documents.next().value as Document.Parsed | undefined;
  if (!first) return fail(0, emptiness(text));
  const faults = [...first.errors, ...first.warnings].map((fault) =>
    problemAt(place(fault.pos[0]), [], `not YAML 1.2: ${fault.message}`),
  );
  if (faults.length > 0) return { problems: faults };
  const second = documents.next().value as Document.Parsed | undefined;
  if (second)
    return fail(second.contents?.range[0] ?? second.range[0], "got a second document, expected one in a file");
  const { explicit, version } = first.directives.yaml;
  if (explicit && version !== "1.2") {
    return fail(0, `got the directive %YAML ${version}, expected YAML 1.2; leave the line out`);
  }
  if (!first.contents) return fail(0, emptiness(text));
  return convert(first.contents, place);
}

function emptiness(text: string): string {
  return `got ${text.trim() === "" ? "nothing" : "no value"}, expected a mapping that starts with "version: 1"`;
}

interface Tokens {
  readonly tokens: CST.Token[];
  /** where reading stopped, if it did */
  readonly tooDeep?: number;
  readonly tooMany?: number;
}

function tokenise(text: string, lines: LineCounter): Tokens {
  const tokens: CST.Token[] = [];
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > deepest) return { tokens, tooDeep: parser.offset };
    if (++count > mostTokens) return { tokens, tooMany: parser.offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens };
}
