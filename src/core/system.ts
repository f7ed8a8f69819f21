/** Entries gathered at a time: as in assembly/panel.ts. */
const PANEL = 64;

/** Bytes of scratch of a row's normal equations of d factors: A (d, d), b (d) and two panels (PANEL, d). */
export function systemBytes(d: number): number {
  return 4 * d * (d + 1 + 2 * PANEL);
}
