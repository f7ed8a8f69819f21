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
  firstOutside(indices: number, count: number, limit: number): number;

  gram(begin: number, end: number, F: number, d: number, G: number): void;
  mirror(G: number, d: number): void;
  scaledGram(G: number, d: number, dims: number, weight: number, A: number): void;
  gramProduct(G: number, H: number, d: number): number;
  solveCholesky(A: number, b: number, d: number): number;
  solveRowsScratch(d: number): number;
  solveRows(
    begin: number,
    end: number,
    indptr: number,
    indices: number,
    left: number,
    right: number,
    Y: number,
    d: number,
    dims: number,
    base: number,
    lambda: number,
    X: number,
    scratch: number,
  ): number;
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
  topK(job: number, begin: number, end: number, k: number, heap: number, items: number, scores: number): void;
  sampleSlates(
    job: number,
    begin: number,
    end: number,
    k: number,
    C: number,
    marks: number,
    items: number,
    propensity: number,
  ): void;
  chooseFromCatalogue(job: number, begin: number, end: number, C: number, chosen: number): void;
  raceSlots(
    stream: number,
    begin: number,
    end: number,
    users: number,
    draws: number,
    rows: number,
    k: number,
    items: number,
    weights: number,
    uniforms: number,
    chosen: number,
  ): void;
  logitMoments(
    job: number,
    begin: number,
    end: number,
    W: number,
    logsum: number,
    mean: number,
    variance: number,
  ): void;
  addShares(job: number, begin: number, end: number, weights: number, out: number): number;
  addInclusions(job: number, begin: number, end: number, counts: number, P: number, out: number): number;
  addInto(sum: number, part: number, n: number): void;
}
