/** What is timed against a peer. */
export const works = ["als-cg", "als-exact", "bpr", "top-10", "top-100", "round"] as const;
export type Work = (typeof works)[number];

export type Training = "als-cg" | "als-exact" | "bpr";

/** What a side is told, one line of JSON each. Paths are absolute. */
export type Command =
  | { readonly command: "load"; readonly folder: string }
  | { readonly command: "size"; readonly users: number; readonly items: number }
  | Timing
  | {
      readonly command: "train";
      readonly work: Training;
      readonly factors: number;
      readonly iterations: number;
      /** files to write the factors to */
      readonly users: string;
      readonly items: string;
    }
  | ({ readonly command: "slates"; readonly out: string } & Recommending)
  | { readonly command: "versions" };

export interface Recommending {
  readonly factors: number;
  readonly k: number;
  /** users a call, where the side takes them in parts */
  readonly batch: number;
}

export type Timing =
  | { readonly command: "time"; readonly work: Training; readonly factors: number }
  | ({ readonly command: "time"; readonly work: "recommend" } & Recommending)
  | { readonly command: "time"; readonly work: "round" };

/** One repetition. */
export interface Timed {
  /** wall time of the whole call */
  readonly seconds: number;
  /** part of it that only copies, checks and returns: the same call asked for no work */
  readonly copying?: number;
  /** SGD updates made */
  readonly updates?: number;
}

/** What the times depend on, by name. */
export type Versions = Readonly<Record<string, string>>;
