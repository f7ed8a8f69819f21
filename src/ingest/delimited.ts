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
 * doubled. Blank lines are no records. Lines end with LF, CR LF or CR.
 */
export class FieldScanner {
  readonly #delimiter: string;
  readonly #onField: (field: Field) => void;
  #record = 0;
  #line = 1;
  #column = 0;
  /** fields of the record that is being read; then where the one that is being read began, and its text so far */
  #fields: Field[] = [];
  #start = { line: 1, column: 1 };
  #text = "";
  #state: "start" | "plain" | "quoted" | "closing" = "start";
  #afterReturn = false;

  /** @param onField called with each record's fields once the record has ended */
  constructor(delimiter: string, onField: (field: Field) => void) {
    this.#delimiter = delimiter;
    this.#onField = onField;
  }

  /** @param piece text of any length, that may end anywhere in a record */
  push(piece: string): void {
    for (const char of piece) {
      // LF behind CR is the other half of one line break
      const secondHalf = this.#afterReturn && char === "\n";
      this.#afterReturn = char === "\r";
      this.#column++;
      if (this.#state === "quoted") this.#quoted(char, secondHalf);
      else this.#unquoted(char, secondHalf);
    }
  }

  /** Closes the last record, which may have no line break behind it. */
  end(): void {
    if (this.#state !== "start" || this.#fields.length > 0) this.#endRecord();
  }

  #quoted(char: string, secondHalf: boolean): void {
    if (char === '"') this.#state = "closing";
    else this.#text += char;
    if (secondHalf) this.#column = 0;
    else if (breaks(char)) this.#newLine();
  }

  #unquoted(char: string, secondHalf: boolean): void {
    if (breaks(char)) {
      if (!secondHalf) {
        this.#endRecord();
        this.#newLine();
      }
      this.#column = 0;
      this.#start = { line: this.#line, column: 1 };
    } else if (char === this.#delimiter) {
      this.#endField();
      this.#state = "start";
    } else if (char === '"' && (this.#state === "start" || this.#state === "closing")) {
      if (this.#state === "closing") this.#text += char;
      this.#state = "quoted";
    } else {
      this.#text += char;
      this.#state = "plain";
    }
  }

  #endField(): void {
    this.#fields.push({ record: this.#record, index: this.#fields.length, ...this.#start, text: this.#text });
    this.#text = "";
    this.#start = { line: this.#line, column: this.#column + 1 };
  }

  #endRecord(): void {
    const blank = this.#fields.length === 0 && this.#text === "" && this.#state === "start";
    if (!blank) {
      this.#endField();
      for (const field of this.#fields) this.#onField(field);
      this.#record++;
    }
    this.#fields = [];
    this.#state = "start";
  }

  #newLine(): void {
    this.#line++;
    this.#column = 0;
  }
}

const breaks = (char: string) => char === "\n" || char === "\r";
