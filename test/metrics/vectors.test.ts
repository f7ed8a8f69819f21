import { expect, test } from "vitest";
import { meanOverUsers, ndcg, rankDiscounts, recall } from "../../src/metrics/accuracy.ts";
import { miscalibration, popularityLift } from "../../src/metrics/calibration.ts";
import { gini, hhi, unbiasedHhi } from "../../src/metrics/concentration.ts";
import { coverage } from "../../src/metrics/coverage.ts";
import { correctedEntropy, effectiveNumber, entropy } from "../../src/metrics/entropy.ts";
import { jensenShannon, totalVariation } from "../../src/metrics/fidelity.ts";
import { meanIntraListDistance } from "../../src/metrics/intraList.ts";
import { popularityComplement, selfInformation, serendipity } from "../../src/metrics/novelty.ts";
import { personalisation, slateJaccard } from "../../src/metrics/overlap.ts";
import { averagePopularity, tailShare } from "../../src/metrics/popularity.ts";
import { effectiveRank, productSingularValues } from "../../src/metrics/spectrum.ts";
import { core, csr, expectRounded, f64, gram, i32, L, P, slates, vector } from "./fixture.ts";

// Every value below comes from fewer than 64 float64 operations on numbers of order one.
const operations = 64;
const equals = (actual: number | undefined, name: string) => expectRounded(actual, vector(name), operations);

test("Gini, all items, in its three conventions", () => {
  equals(gini(P), "gini");
  equals((gini(P) * 5) / 4, "gini_norm");
  equals(gini(P.filter((c) => c > 0)), "gini_support_only");
  equals(gini(L.exposures), "gini_exposure");
});

test("Herfindahl index, plug-in and unbiased, and Hill number of order 2", () => {
  equals(hhi(P), "hhi");
  equals(1 / hhi(P)!, "hill2");
  equals(unbiasedHhi(P), "hhi_unbiased");
});

test("entropy by the plug-in definition, and the effective number", () => {
  equals(entropy(core, P), "H_nats");
  equals(entropy(core, P)! / Math.LN2, "H_bits");
  equals(effectiveNumber(core, entropy(core, P)!), "effnum");
  // the metric's estimate adds (m - 1) / 2N = 3 / 20 for the four items seen
  expectRounded(correctedEntropy(core, P), vector("H_nats") + 0.15, operations);
});

test("coverage, average popularity and tail share", () => {
  equals(coverage(L.exposures, new Uint8Array(6).fill(1)), "cov");
  equals(averagePopularity(L.exposures, L.popularity), "ARP");
  equals(tailShare(L.exposures, L.tail), "APLT");
});

test("popularity complement, self-information, personalisation and serendipity", () => {
  equals(popularityComplement(L.exposures, L.popularity, 100), "EPC_plain");
  equals(selfInformation(core, L.exposures, L.popularity), "MSI_sum_norm");
  equals(personalisation(slates(L.lists), i32(0, 1, 0, 2, 1, 2)), "personalization_hamming");
  equals(serendipity(slates(L.lists), csr(L.relevant), Uint8Array.of(1, 1, 0, 0, 0, 0)), "serendipity_Ge");
});

test("calibration of one user who wants seven to three, and popularity lift", () => {
  const attributes = Float32Array.of(1, 0, 0, 1, 0.7, 0.3);
  const history = csr([[2], [2]]);
  const given = (list: number[]) => miscalibration(core, slates([list]), history, attributes, 2);
  // float32 attributes: .7 and .3 are off by 2⁻²⁵ of themselves, and KL has slopes below 8 there
  expect(Math.abs(given([0, 0])! - vector("steck_KL"))).toBeLessThan(8 * 2 ** -24);
  expect(Math.abs(given([0, 1])! - vector("steck_KL2"))).toBeLessThan(8 * 2 ** -24);
  const two = slates(L.lists.slice(0, 2));
  equals(
    popularityLift(
      two,
      csr([
        [0, 2],
        [1, 3],
      ]),
      L.popularity,
    ),
    "pop_lift_rel",
  );
});

test("Jaccard over the pairs of the three lists", () => {
  equals(slateJaccard(slates(L.lists), i32(0, 1, 0, 2, 1, 2)), "jaccard");
});

test("intra-list distance by user and in the mean", () => {
  const byUser = L.lists.map((list) => meanIntraListDistance(slates([list]), L.attributes, 2));
  [0.6666666666666666, 0.19526214587563503, 0.6666666666666666].forEach((expected, user) => {
    expectRounded(byUser[user], expected, operations);
  });
  equals(meanIntraListDistance(slates(L.lists), L.attributes, 2), "ILD");
});

test("recall with the smaller of k and the relevant, and NDCG", () => {
  const ranked = [3, 1, 4, 2, 5];
  const heldOut = csr([[1, 2, 9]]);
  const discounts = rankDiscounts(core, 5);
  const gain = (hits: Uint8Array, relevant: number) => ndcg(hits, relevant, discounts);
  equals(meanOverUsers(slates([ranked]), heldOut, recall), "recall@5_min");
  equals(meanOverUsers(slates([ranked.slice(0, 2)]), heldOut, recall), "recall@2_min");
  equals(meanOverUsers(slates([ranked]), heldOut, gain), "ndcg@5");
  equals(meanOverUsers(slates([ranked.slice(0, 2)]), heldOut, gain), "ndcg@2");
});

test("effective rank of given singular values, and of a product with those", async () => {
  equals(effectiveRank(core, f64(4, 2, 1, 1)), "erank");
  const U = f64(4, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  const V = f64(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  const sigma = await productSingularValues(core, gram(U, 4), gram(V, 4), 4);
  expect([...sigma]).toEqual([4, 2, 1, 1]);
});

test("Jensen-Shannon in nats, not its root nor bits, and total variation, from the uniform", () => {
  const uniform = new Float64Array(5).fill(0.2);
  equals(jensenShannon(core, P, uniform), "JS_nats");
  equals(totalVariation(P, uniform), "TV");
});
