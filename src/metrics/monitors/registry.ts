import { autocorrelation } from "./autocorrelation.ts";
import { cusum } from "./cusum.ts";
import type { Detector } from "./detector.ts";
import { mannKendall } from "./mannKendall.ts";
import { pageHinkley } from "./pageHinkley.ts";
import { variance } from "./variance.ts";

/** Every detector with its default settings, in the order of tables. */
export const detectors: readonly Detector[] = [cusum(), pageHinkley(), mannKendall(), autocorrelation(), variance()];

export const detectorNames: readonly string[] = detectors.map(({ name }) => name);

/** @throws RangeError where no detector has that name */
export function detectorNamed(name: string): Detector {
  const found = detectors.find((detector) => detector.name === name);
  if (!found) throw new RangeError(`monitors: got the detector "${name}", expected one of ${detectorNames.join(", ")}`);
  return found;
}
