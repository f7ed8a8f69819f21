import type { Law } from "../law.ts";
import { accumulateLaws } from "./accumulate.ts";
import { certificates } from "./certificates.ts";
import { communityLaws } from "./communities.ts";
import { wrightFisher } from "./drift.ts";
import { growingRounds, nestedSupport, tailExtinction } from "./extinction.ts";
import { factorisationLaws } from "./factorisation.ts";
import { filledLaws } from "./filled.ts";
import { fixation, twoItemsLaws } from "./fixation.ts";
import { freshLaws } from "./fresh.ts";
import { generativeLaws } from "./generative.ts";
import { nicheLaws } from "./niches.ts";
import { nullLaws } from "./nulls.ts";
import { regressionLaws } from "./regression.ts";
import { ridgeFading } from "./ridge.ts";
import { tailLaws } from "./tail.ts";
import { zeroModel } from "./threshold.ts";
import { explorationLaws, weightingLaws } from "./weighting.ts";
import { windowLaws } from "./window.ts";

/** Every law, family by family, in the order of the table. */
export const laws: readonly Law[] = [
  wrightFisher,
  fixation,
  ...twoItemsLaws,
  tailExtinction,
  nestedSupport,
  growingRounds,
  ...generativeLaws,
  ...freshLaws,
  ...explorationLaws,
  ...weightingLaws,
  ...accumulateLaws,
  ...windowLaws,
  ...communityLaws,
  ...tailLaws,
  ...nullLaws,
  ...regressionLaws,
  ridgeFading,
  ...factorisationLaws,
  ...nicheLaws,
  ...filledLaws,
  zeroModel,
  certificates,
];

/** @throws Error where there is no such law */
export function lawNamed(name: string): Law {
  const law = laws.find((one) => one.name === name);
  if (!law) throw new Error(`lawNamed: got "${name}", expected one of ${laws.map((one) => one.name).join(", ")}`);
  return law;
}
