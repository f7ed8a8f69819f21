import { expect, test } from "vitest";
import { grey, hues } from "../../src/report/palette.ts";

const linear = (hex: string) =>
  [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
const luminance = (hex: string) => linear(hex).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i]!, 0);
/** WCAG 2.2, relative contrast. */
const contrast = (a: string, b: string) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
};

/** Machado, Oliveira & Fernandes (2009), severity 1. */
const sights: Readonly<Record<string, readonly (readonly number[])[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIE L*a*b* under D65 of a colour as it is seen. */
function lab(hex: string, sight: readonly (readonly number[])[]): number[] {
  const [r, g, b] = sight.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, v, i) => sum + v * linear(hex)[i]!, 0),
      ),
    ),
  );
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * r! + 0.3575761 * g! + 0.1804375 * b!) / 0.95047);
  const y = f(0.2126729 * r! + 0.7151522 * g! + 0.072175 * b!);
  const z = f((0.0193339 * r! + 0.119192 * g! + 0.9503041 * b!) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test.each([
  [0, "#ffffff"],
  [1, "#14171b"],
] as const)("scheme %i: every line stands out 3:1 from %s (WCAG 1.4.11)", (scheme, ground) => {
  for (const hue of [...hues.map((pair) => pair[scheme]), grey[scheme]])
    expect(contrast(hue, ground)).toBeGreaterThan(3);
});

// a just noticeable difference is 2.3 in CIE76 (Mahy, Van Eycken & Oosterlinck 1994); thin lines ask for several of them
test.each(Object.entries(sights))("any two hues are at least five noticeable differences apart: %s", (_, sight) => {
  for (const scheme of [0, 1] as const)
    for (const [i, a] of hues.entries())
      for (const b of hues.slice(0, i)) {
        const [p, q] = [lab(a[scheme], sight), lab(b[scheme], sight)];
        const apart = Math.sqrt(p.reduce((sum, v, k) => sum + (v - q[k]!) ** 2, 0));
        expect(apart, `${a[scheme]} and ${b[scheme]}`).toBeGreaterThan(5 * 2.3);
      }
});
