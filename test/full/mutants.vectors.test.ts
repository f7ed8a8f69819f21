import { mutants, quick, testMutants } from "../mutants/index.ts";

testMutants(mutants.filter(({ name, killedBy }) => !("law" in killedBy) && !quick.includes(name)));
