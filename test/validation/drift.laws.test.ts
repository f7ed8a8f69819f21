import { testLaws } from "./fast.ts";

testLaws(["drift", "fresh"]);
