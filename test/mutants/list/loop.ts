import type { Mutant } from "../mutant.ts";

/** Faults of the loop and of the log. */
export const loopMutants: readonly Mutant[] = [
  {
    name: "slates come from the model of the round before",
    file: "src/simulation/simulate.ts",
    from: "await serve(options, state, trained)",
    to: "await serve(options, state, state.trained ?? trained)",
    killedBy: { law: "wright-fisher", replicates: 40 },
  },
  {
    name: "which rows a full round leaves out is decided by user number",
    file: "src/simulation/interact.ts",
    from: "overflows(quotas, found) ? keyedOrder(options, round, found.occasions) : undefined",
    to: "undefined",
    killedBy: {
      test: "test/simulation/choices.test.ts",
      title: "which rows a full round leaves out does not hang on who chooses how much from a slate",
    },
  },
  {
    name: "the authentic share is applied twice",
    file: "src/simulation/mix.ts",
    from: "const count = Math.round(alpha * uniforms.length);",
    to: "const count = Math.round(alpha * alpha * uniforms.length);",
    killedBy: { law: "fresh-stratified-0.1", replicates: 50 },
  },
  {
    name: "fresh rows come from what the model can show, not from the catalogue",
    file: "src/simulation/outcomes.ts",
    from: "await chooseOrganically(round, select(out.occasions, organic), eligibility)",
    to: "await chooseOrganically(round, select(out.occasions, organic), { ...eligibility, available: round.service.retrievable })",
    killedBy: { law: "fresh-stratified-0.1", replicates: 50 },
  },
  {
    name: "drift is fed by rows that were drawn in users' names",
    file: "src/simulation/occasions.ts",
    from: "export const isChoice = [true, true, true, false, false] as const;",
    to: "export const isChoice = [true, true, true, true, true] as const;",
    killedBy: {
      test: "test/simulation/rows.test.ts",
      title: "tastes drift with what users choose, not with rows drawn in their name",
    },
  },
  {
    name: "replace keeps two rounds",
    file: "src/log/regimes/recent.ts",
    from: "Math.max(1, trained)",
    to: "Math.max(1, trained - 1)",
    killedBy: { law: "wright-fisher", replicates: 40 },
  },
  {
    name: "a window holds one round too many",
    file: "src/log/regimes/recent.ts",
    from: "round - options.window",
    to: "round - options.window - 1",
    killedBy: { law: "window-2", replicates: 200 },
  },
  {
    name: "the authentic log stays although it is dropped",
    file: "src/log/regimes/accumulate.ts",
    from: "round > 1 ? 1 : 0",
    to: "round > 1 ? 0 : 0",
    killedBy: {
      test: "test/log/regime.test.ts",
      title: "accumulate trains on everything so far, the authentic log among it unless it is dropped",
    },
  },
  {
    name: "weights of provenances are exchanged",
    file: "src/log/training.ts",
    from: "const byProvenance = provenances.map((name) => weights[name]);",
    to: "const byProvenance = [weights.recommended, weights.authentic, weights.synthetic];",
    killedBy: { law: "weighting-0.300", replicates: 150 },
  },
  {
    name: "rows that were summed before are counted again",
    file: "src/log/training.ts",
    from: "parts.slice(known.parts.length)",
    to: "parts.slice(Math.max(0, known.parts.length - 1))",
    killedBy: {
      test: "test/log/training.test.ts",
      title: "adding parts to an earlier training set gives the bits of making it of all of them",
    },
  },
  {
    name: "subsampling draws without replacement",
    file: "src/log/regimes/subsample.ts",
    from: "let rest = uniform(n) * total;",
    to: "let rest = ((n + uniform(n)) / size) * total;",
    killedBy: { law: "subsample", replicates: 1000 },
  },
  {
    name: "what was held out stands in the log that models are trained on",
    file: "src/simulation/simulate.ts",
    from: "log: [ratedLog(options)]",
    to: `log: [
      ratedLog(options),
      ...[options.world.heldOut].map(({ indptr, indices }) => {
        const users = [...indptr.subarray(1)].flatMap((end, u) => new Array<number>(end - indptr[u]!).fill(u));
        const zeros = <C>(Column: new (n: number) => C) => new Column(users.length);
        return {
          user: Int32Array.from(users),
          item: indices,
          round: zeros(Int32Array),
          provenance: zeros(Uint8Array),
          position: zeros(Int16Array).fill(-1),
          propensity: zeros(Float64Array),
          inclusion: zeros(Float32Array),
          value: zeros(Float64Array).fill(1),
          rating: zeros(Float32Array),
        };
      }),
    ]`,
    killedBy: {
      test: "test/simulation/heldOut.laws.test.ts",
      title: "what was held out at random cannot be foreseen: recall is that of chance, 40 worlds",
    },
  },
  {
    name: "pairs of the log are held out as well",
    file: "src/world/drawn.ts",
    from: "return withoutPairs({ user: users, item }, log, last.length, logit.intercepts.length);",
    to: "return withoutPairs({ user: users, item }, { user: users.slice(0, 0), item }, last.length, logit.intercepts.length);",
    killedBy: {
      test: "test/world/draws.test.ts",
      title: "the authentic log is as long as the activity, in order of users, and holds nothing back",
    },
  },
  {
    name: "samples of a model follow the inverse of the temperature",
    file: "src/simulation/sources.ts",
    from: "scale: 1 / temperature",
    to: "scale: temperature",
    killedBy: { law: "generative-chain-fitted", replicates: 40 },
  },
  {
    name: "what has no row is sampled from the model",
    file: "src/simulation/sources.ts",
    from: "flag & from.retrievable[i]!",
    to: "flag",
    killedBy: { law: "generative-chain-cold", replicates: 200 },
  },
];
