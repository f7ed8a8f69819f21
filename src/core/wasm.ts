/** What assembly/index.ts exports; addresses and counts are 32-bit. */
export interface Kernels {
  exp(x: number): number;
  exp32(x: number): number;
  log(x: number): number;
  pow(x: number, y: number): number;
  normalQuantile(p: number): number;
  philoxWord(k0: number, k1: number, c0: number, c1: number, c2: number, c3: number, word: number): number;
  uniform(k0: number, k1: number, c0: number, c1: number, c2: number, c3: number): number;

  largest(F: number, count: number): number;
  least(F: number, count: number): number;
  firstOutside(indices: number, count: number, limit: number): number;

  mirror(G: number, d: number): void;
  eigen(A: number, n: number, values: number, W: number, scratch: number): number;
  multiplyInto(A: number, B: number, n: number, scratch: number): void;
  narrow(W: number, n: number, transposed: number, d: number, F: number): void;
  gramProduct(G: number, H: number, d: number): number;
  bprDrawBlocks(job: number, users: number, items: number, scratch: number): void;
  solveCholesky(A: number, b: number, d: number): number;
  observedLoss(
    begin: number,
    end: number,
    indptr: number,
    indices: number,
    left: number,
    right: number,
    X: number,
    Y: number,
    d: number,
  ): number;
  ridgeLoss(begin: number, end: number, lambda: number, X: number, d: number): number;

  pack(F: number, n: number, dims: number, panels: number): void;
  product(X: number, rows: number, dims: number, panels: number, S: number, stride: number): void;
  wholeProduct(X: number, rows: number, pairs: number, panels: number, count: number, S: number, stride: number): void;
  lengths(F: number, rows: number, dims: number, out: number): void;
  addParts(sum: number, parts: number, count: number, n: number): void;

  floatPeak(steps: number, x: number, y: number): number;
  wholePeak(steps: number, y: number): number;

  run(control: number, thread: number, chunks: number): number;
}
