import { parseArgs } from "node:util";
import { type Work, works } from "./command.ts";
import { type PeerName, peerNames } from "./environment.ts";
import { type SetName, setNames } from "./sets.ts";

export interface Options {
  readonly sets: readonly SetName[];
  readonly works: readonly Work[];
  readonly peers: readonly PeerName[];
  readonly factors: readonly number[];
  readonly threads: readonly number[];
  readonly pairs: number;
  readonly check: boolean;
  readonly python: string;
  readonly out: string;
}

export const help = `npm run bench:peers -- [options]

Times the core against implicit, LensKit and T-RECS on the same seeded data, in turn, and checks that both sides
reach the same result. Python environments and data are made under build/peers at the first run.

  --sets small,medium,retail      matrices (10k x 5k, 138k x 20k, Online Retail)
  --works ${works.join(",")}
                                  round is a whole round against T-RECS, on worlds of its own
  --peers ${peerNames.join(",")}    a peer that does not install is left out, with its reason
  --factors 64,128
  --threads 1,2
  --pairs 5                       repetitions of each side, in turn
  --no-check                      times alone; without it, results that differ end with exit code 1
  --python python3                the Python that makes the environments
  --out build/peers/results.json
`;

/** @throws Error naming an option and what it takes */
export function parseOptions(args: readonly string[]): Options | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sets: { type: "string", default: setNames.join() },
      works: { type: "string", default: works.join() },
      peers: { type: "string", default: peerNames.join() },
      factors: { type: "string", default: "64,128" },
      threads: { type: "string", default: "1,2" },
      pairs: { type: "string", default: "5" },
      "no-check": { type: "boolean", default: false },
      python: { type: "string", default: "python3" },
      out: { type: "string", default: "build/peers/results.json" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  return Object.freeze({
    sets: namesOf("sets", values.sets, setNames),
    works: namesOf("works", values.works, works),
    peers: namesOf("peers", values.peers, peerNames),
    factors: countsOf("factors", values.factors),
    threads: countsOf("threads", values.threads),
    pairs: countsOf("pairs", values.pairs)[0]!,
    check: !values["no-check"],
    python: values.python,
    out: values.out,
  });
}

function namesOf<T extends string>(option: string, text: string, known: readonly T[]): T[] {
  return text.split(",").map((name) => {
    const found = known.find((one) => one === name);
    if (found === undefined) throw new Error(`--${option}: got "${name}", expected some of ${known.join(", ")}`);
    return found;
  });
}

function countsOf(option: string, text: string): number[] {
  return text.split(",").map((word) => {
    const count = Number(word);
    if (!(Number.isInteger(count) && count > 0))
      throw new Error(`--${option}: got "${word}", expected a positive whole number`);
    return count;
  });
}
