import { testLaws } from "./fast.ts";

testLaws(["accumulate", "communities", "tail", "nulls"]);
