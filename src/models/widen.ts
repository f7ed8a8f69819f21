/** Factors (rows, dims) with columns (rows) behind them: (rows, dims + columns). */
export function joined(factors: Float32Array, dims: number, columns: readonly Float32Array[]): Float32Array {
  const rows = factors.length / dims;
  const width = dims + columns.length;
  const wide = new Float32Array(rows * width);
  for (let r = 0; r < rows; r++) {
    wide.set(factors.subarray(r * dims, (r + 1) * dims), r * width);
    for (let c = 0; c < columns.length; c++) wide[r * width + dims + c] = columns[c]![r]!;
  }
  return wide;
}

/** The inverse of `joined`. */
export function split(
  wide: Float32Array,
  dims: number,
  columns: number,
): { readonly factors: Float32Array; readonly columns: readonly Float32Array[] } {
  const width = dims + columns;
  const rows = wide.length / width;
  const factors = new Float32Array(rows * dims);
  for (let r = 0; r < rows; r++) factors.set(wide.subarray(r * width, r * width + dims), r * dims);
  const column = (c: number) => Float32Array.from({ length: rows }, (_, r) => wide[r * width + dims + c]!);
  return { factors, columns: Array.from({ length: columns }, (_, c) => column(c)) };
}
