import yargs from "yargs";
import { UsageError } from "../results/index.ts";
import * as bench from "./bench.ts";
import * as check from "./check.ts";
import { reportFailure } from "./failure.ts";
import * as init from "./init.ts";
import * as list from "./list.ts";
import { hint } from "./nearest.ts";
import { benchOptions, runOptions, scenarioOptions, validateOptions } from "./options.ts";
import * as report from "./report.ts";
import * as run from "./run.ts";
import * as schema from "./schema.ts";
import { endQuietlyOnClosedPipes } from "./terminal.ts";
import * as validate from "./validate.ts";
import { packageVersion } from "./versions.ts";

const commands = ["run", "check", "list", "init", "schema", "report", "bench", "validate"];
const optionNames = [
  ...new Set([scenarioOptions, runOptions, benchOptions, validateOptions].flatMap((options) => Object.keys(options))),
  "help",
  "version",
];

/** Runs one command line. @returns the exit code: 0 done, 1 failed, 2 bad usage, scenario or data, 130 interrupted */
export async function program(argv: readonly string[]): Promise<number> {
  endQuietlyOnClosedPipes();
  try {
    let code = 0;
    await parser(argv, (failed) => {
      code = failed;
    }).parseAsync();
    return code;
  } catch (error) {
    return reportFailure(error, argv.includes("--json"));
  }
}

/** @param leave told the exit code of a command that can fail without an error */
function parser(argv: readonly string[], leave: (code: number) => void) {
  return yargs([...argv])
    .scriptName("monoculture")
    .usage(
      "$0 <command>\n\nIs it collapsing? Simulates a recommender retrained on what its own recommendations produced.",
    )
    .locale("en")
    .parserConfiguration({
      "camel-case-expansion": false,
      "dot-notation": false,
      "greedy-arrays": false,
      "boolean-negation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
    })
    .command(run.command, run.describe, run.builder, run.handler)
    .command(check.command, check.describe, check.builder, check.handler)
    .command(list.command, list.describe, {}, list.handler)
    .command(init.command, init.describe, init.builder, init.handler)
    .command(schema.command, schema.describe, {}, schema.handler)
    .command(report.command, report.describe, report.builder, report.handler)
    .command(bench.command, bench.describe, bench.builder, bench.handler)
    .command(validate.command, validate.describe, validate.builder, async (args) => leave(await validate.handler(args)))
    .demandCommand(1, "got no command")
    .strict()
    .version(packageVersion())
    .alias("help", "h")
    .epilogue(
      "Exit codes: 0 done, 1 failed or a law does, 2 bad usage, scenario or data, 130 interrupted (the same command goes on).",
    )
    .example("$0 run online-retail", "fit a world to a shop's log and let its recommender run")
    .example("$0 init shop.yaml", "begin a scenario of your own")
    .wrap(100)
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      throw error && error.name !== "YError" ? error : new UsageError(helpful(message ?? error!.message, argv));
    });
}

/** yargs' complaints, with what to do. */
function helpful(message: string, argv: readonly string[]): string {
  const unknown = /^Unknown (?:argument|command)s?: (.*)$/.exec(message)?.[1];
  if (unknown !== undefined) {
    return unknown
      .split(", ")
      .map((name) => unknownName(name, argv))
      .join("\n");
  }
  const missing = /^Not enough non-option arguments/.test(message);
  const said = missing && argv[0] === "report" ? "got no run directory" : missing ? "got no scenario" : message;
  const advice = missing && argv[0] !== "report" ? '; name a file, or one of those that "monoculture list" shows' : "";
  return `${said}${advice}; "monoculture${commands.includes(argv[0] ?? "") ? ` ${argv[0]}` : ""} --help" says more`;
}

function unknownName(name: string, argv: readonly string[]): string {
  if (argv[0] === name) return `unknown command "${name}"${hint(name, commands)}; there are ${commands.join(", ")}`;
  const given = argv.find((arg) => /^--?[^-]/.test(arg) && arg.replace(/^-+/, "").split("=")[0] === name);
  const command = commands.includes(argv[0] ?? "") ? argv[0] : "run";
  if (given)
    return `unknown option ${given.split("=")[0]}${hint(name, optionNames)}; "monoculture ${command} --help" lists them`;
  return `got "${name}" too many${name.includes("=") ? "; write --set before each path=value" : ""}`;
}
