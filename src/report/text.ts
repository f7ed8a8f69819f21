const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand between tags or inside a quoted attribute. */
export function html(text: string | number): string {
  return String(text).replace(/[&<>"']/g, (c) => entities[c]!);
}

/** JSON that may stand inside a script element: no `<` to end or nest one, no line separator of older JavaScript. */
export function scriptJson(value: unknown): string {
  const unicode = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unicode);
}

/** A trusted script as it may stand inside a script element: only string and regular-expression literals can hold these. */
export function scriptText(source: string): string {
  return source.replace(/<(?=\/script|script|!--)/gi, "\\x3c");
}

/** `,` and precision and type of a d3 format that this module knows. */
const shape = /^(,?)(?:\.(\d{1,2}))?([df%ge])$/;

/** A format as a chart may hold it: vega writes it into an expression, so any of another shape becomes four significant digits. */
export function chartFormat(format: string): string {
  return shape.test(format) ? format : ".4";
}

/** The least difference that a format shows, so that no two ticks read alike: 1 for "d", .01 for ".2f", .001 for ".1%". */
export function leastStep(format: string): number {
  const [, , precision = "0", type = "g"] = shape.exec(format) ?? [];
  const digits = { d: 0, f: Number(precision), "%": Number(precision) + 2 }[type] ?? 6;
  return Number(`1e-${digits}`);
}

/**
 * A number for people. Understands d3 formats of the shapes `d`, `,d`, `.2f`, `,.1f`, `.1%`, `.3g`, `.2e`; shows four significant
 * digits for any other, and a dash for a value that is undefined or not finite.
 */
export function number(value: number | undefined, format: string): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  const [, comma, precision, type] = shape.exec(format) ?? [];
  const digits = precision === undefined ? (type === "%" ? 0 : 6) : Number(precision);
  const text =
    type === "d"
      ? value.toFixed(0)
      : type === "f"
        ? value.toFixed(digits)
        : type === "%"
          ? (100 * value).toFixed(digits)
          : type === "e"
            ? value.toExponential(digits)
            : value.toPrecision(type === "g" ? Math.max(1, digits) : 4);
  const [whole, ...rest] = text.replace(/^-(?=[0.]*$)/, "").split(".");
  const grouped = comma ? whole!.replace(/\B(?=(\d{3})+$)/g, ",") : whole!;
  return [grouped, ...rest].join(".").replace("-", "−") + (type === "%" ? "%" : "");
}

/** A difference of two values of a format: signed, and in percentage points where the values are percentages. */
export function difference(value: number | undefined, format: string): string {
  const text = number(value, format);
  if (text === "–") return text;
  const signed = /^−|^[0.,%]*$/.test(text) ? text : `+${text}`;
  return signed.replace(/%$/, " pp");
}
