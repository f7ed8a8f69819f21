import { testLaws } from "./fast.ts";

testLaws(["regression", "factorisation"]);
