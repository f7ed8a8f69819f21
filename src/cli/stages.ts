import type { Core } from "../core/index.ts";

/** The stages of a round that are told apart, in their order. */
export const stageNames = ["train", "recommend", "choose", "measure"] as const;
export type Stage = (typeof stageNames)[number];

/** A core that notes when the calls come back that end a stage. */
export interface Watch {
  readonly core: Core;
  /** Forgets the round before. */
  begin(): void;
  /**
   * Milliseconds of each stage since `begin`: up to the end of the least-squares training, of the slates, of the choices
   * from them, and up to now: what is logged, drifts and is measured.
   * @throws Error where the round had no such call
   */
  stages(): Record<Stage, number>;
}

/** Watches a recommender by least squares whose slates are made before the first choice of a round. */
export function watch(core: Core): Watch {
  let began = performance.now();
  let ends: Partial<Record<Stage, number>> = {};
  const noting = <A extends unknown[], R>(call: (...given: A) => Promise<R>, note: () => void) => {
    return async (...given: A): Promise<R> => {
      const result = await call(...given);
      note();
      return result;
    };
  };
  const mark = (stage: Stage) => {
    ends[stage] = performance.now();
  };
  return {
    core: {
      ...core,
      als: noting(core.als, () => mark("train")),
      topK: noting(core.topK, () => {
        if (ends.choose === undefined) mark("recommend");
      }),
      chooseSlots: noting(core.chooseSlots, () => mark("choose")),
    },
    begin() {
      ends = {};
      began = performance.now();
    },
    stages() {
      mark("measure");
      let last = began;
      const lap = (stage: Stage): number => {
        const end = ends[stage];
        if (end === undefined) throw new Error(`bench: the round had no call of the core that ends "${stage}"`);
        const spent = end - last;
        last = end;
        return spent;
      };
      return { train: lap("train"), recommend: lap("recommend"), choose: lap("choose"), measure: lap("measure") };
    },
  };
}
