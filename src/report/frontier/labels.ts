/** Where a label stands beside its point. */
export type Side = "right" | "left" | "above" | "below";

export interface Labelled {
  /** position in pixels, y down */
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Height of a line, width of a letter on average, and distance from the point, of 10 px letters. */
const [LINE, LETTER, GAP] = [11, 5.6, 6];
const POINT = 4;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * A side for every label so that none overlaps another label or another's point, or leaves the plot; the first given are served
 * first, and a label for which there is no room has none.
 */
export function placeLabels(points: readonly Labelled[], width: number, height: number): (Side | undefined)[] {
  const dots = points.map(
    ({ x, y }): Box => ({ left: x - POINT, right: x + POINT, top: y - POINT, bottom: y + POINT }),
  );
  const taken: Box[] = [];
  return points.map((point, n) => {
    const side = (["right", "left", "above", "below"] as const).find((one) => {
      const box = boxOf(point, one);
      const inside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height;
      return inside && ![...taken, ...dots.filter((_, other) => other !== n)].some((other) => overlap(box, other));
    });
    if (side) taken.push(boxOf(point, side));
    return side;
  });
}

function boxOf({ x, y, text }: Labelled, side: Side): Box {
  const long = text.length * LETTER;
  if (side === "right") return { left: x + GAP, right: x + GAP + long, top: y - LINE / 2, bottom: y + LINE / 2 };
  if (side === "left") return { left: x - GAP - long, right: x - GAP, top: y - LINE / 2, bottom: y + LINE / 2 };
  const top = side === "above" ? y - GAP - LINE : y + GAP;
  return { left: x - long / 2, right: x + long / 2, top, bottom: top + LINE };
}

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
