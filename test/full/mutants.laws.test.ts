import { mutants, testMutants } from "../mutants/index.ts";

testMutants(mutants.filter(({ killedBy }) => "law" in killedBy));
