export interface Field {
  /** 0 for the header */
  readonly record: number;
  readonly index: number;
  /** both from 1, where the field begins */
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/**
 * Splits delimited text as RFC 4180 has it: a quote counts at the beginning of a field only, and stands for itself when
 * doubled. Blank lines are no records. Text comes in pieces of any size; `end` closes the last record.
 */
export function fieldScanner(delimiter: string, onField: (field: Field) => void) {
  let record = 0;
  let line = 1;
  let column = 0;
  let pending: Field[] = [];
  let start = { line: 1, column: 1 };
  let text = "";
  let state: "start" | "plain" | "quoted" | "closing" = "start";
  let carriage = false;

  const endField = () => {
    pending.push({ record, index: pending.length, ...start, text });
    text = "";
    start = { line, column: column + 1 };
  };
  const endRecord = () => {
    const blank = pending.length === 0 && text === "" && state === "start";
    if (!blank) {
      endField();
      for (const field of pending) onField(field);
      record++;
    }
    pending = [];
    state = "start";
  };
  const newLine = () => {
    line++;
    column = 0;
  };

  const step = (char: string) => {
    const secondHalf = carriage && char === "\n";
    carriage = char === "\r";
    const breaks = char === "\n" || carriage;
    column++;
    if (state === "quoted") {
      if (char === '"') state = "closing";
      else text += char;
      if (secondHalf) column = 0;
      else if (breaks) newLine();
      return;
    }
    if (breaks) {
      if (!secondHalf) {
        endRecord();
        newLine();
      }
      column = 0;
      start = { line, column: 1 };
    } else if (char === delimiter) {
      endField();
      state = "start";
    } else if (char === '"' && (state === "start" || state === "closing")) {
      if (state === "closing") text += char;
      state = "quoted";
    } else {
      text += char;
      state = "plain";
    }
  };
  return {
    push(piece: string) {
      for (const char of piece) step(char);
    },
    end() {
      if (state !== "start" || pending.length > 0) endRecord();
    },
  };
}
