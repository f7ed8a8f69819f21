export { type CalibrationOptions, calibrate, defaultBaseline, healthySpread } from "./calibrate.ts";
export type { Detector } from "./detector.ts";
export { kendallTau, mannKendallZ } from "./kendall.ts";
export { type Monitor, type MonitorState, observe, startMonitor, statisticsOf } from "./monitor.ts";
export { recommendedMonitor } from "./recommended.ts";
export { detectorNamed, detectorNames, detectors } from "./registry.ts";
export { lagOne, unbiasedLagOne, varianceOf } from "./slowing.ts";
export { type Alarm, watch, watchSeries } from "./watch.ts";
export { type Watched, watched } from "./watched.ts";
