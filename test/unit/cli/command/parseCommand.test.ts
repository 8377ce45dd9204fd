import { describe, expect, test } from "vitest";
import { commandTable } from "../../../../cli/command/commandTable.ts";
import { flag, option } from "../../../../cli/command/options.ts";
import { parseCommand, wantsHelp } from "../../../../cli/command/parseCommand.ts";
import { count, factor, file, name, oneOf, port, receiver, size } from "../../../../cli/command/valueKinds.ts";
import { UsageError } from "../../../../cli/output/commandIo.ts";

const table = commandTable({
  name: "brew",
  summary: "make coffee",
  positionals: { valueName: "BEAN", count: "some", completes: "file", choices: [], missing: "Name at least one bean." },
  options: {
    strength: option("WORD", oneOf({ mild: "", strong: "for mornings" }), { meaning: "how strong", default: "mild" }),
    cup: option("FILE", file, { meaning: "where to" }),
    lid: flag("close it", { goesWith: "cup" }),
    "grpc-port": option("N", port(), { meaning: "port", default: "4317" }),
    to: option("URL", receiver, { meaning: "whereto" }),
    for: option("NAME", name, { meaning: "who drinks it", required: true }),
    speed: option("X", factor, { meaning: "how fast" }),
    size: option("SIZE", size, { meaning: "how much" }),
    times: option("N", count("a number of cups", 1, 2), { meaning: "how often" }),
  },
  examples: [],
  exitCodes: { 0: "done" },
});
const parse = (...argv: readonly string[]) => parseCommand(table, argv);
const values = (...argv: readonly string[]) => parse("bean", "--for", "me", ...argv).values;

test("What is not given has its default or is undefined, and everything has its type", () => {
  const { strength, cup, lid, to, ...rest } = values();
  const known: "mild" | "strong" = strength;
  const number: number = rest["grpc-port"];
  expect({ known, cup, lid, number, to }).toEqual({
    ...{ known: "mild", cup: undefined, lid: false, number: 4317, to: undefined },
  });
});

test("Values are read as what they are", () => {
  expect(values("--size", "20 MB", "--speed=0.5", "--times", "9", "--grpc-port", "0")).toMatchObject({
    ...{ size: 20e6, speed: 0.5, times: 9, "grpc-port": 0 },
  });
  expect(values("--to", "https://x.example/otlp").to?.host).toBe("x.example");
});

test("Options and other words come in any order; the last of the same option counts; behind -- there are no options", () => {
  const { values, positionals } = parse("a", "--for=x", "b", "--for", "y", "--", "--for", "-h");
  expect(values.for).toBe("y");
  expect(positionals).toEqual(["a", "b", "--for", "-h"]);
});

test("A value may begin with a dash where that is written with an equals sign, or be one", () => {
  expect(values("--cup=-x").cup).toBe("-x");
  expect(values("--cup", "-").cup).toBe("-");
});

describe("Wrong use is one sentence that says what to do", () => {
  test.each([
    [["--strenght", "mild"], "brew has no option --strenght; did you mean --strength?"],
    [["--milk"], "brew has no option --milk."],
    [["-x"], "brew has no option -x."],
    [["--toString"], "brew has no option --toString."],
    [["--strength", "stron"], "--strength must be mild or strong; did you mean strong?"],
    [["--strength", "constructor"], "--strength must be mild or strong."],
    [["--cup"], "--cup needs a value: --cup FILE."],
    [["--cup", "--lid"], "--cup needs a value: --cup FILE, or --cup=--lid if --lid is meant."],
    [["--cup", ""], "--cup must be the name of a file."],
    [["--cup", "x", "--lid=no"], "--lid takes no value: leave out =no."],
    [["--lid"], "--lid goes with --cup."],
    [["--grpc-port", "65536"], "--grpc-port must be a number from 0 to 65535."],
    [["--grpc-port", "0x10"], "--grpc-port must be a number from 0 to 65535."],
    [
      ["--to", "localhost:4317"],
      "--to must be a URL such as http://127.0.0.1:4317, or one with https:// for another machine.",
    ],
    [["--speed", "0"], "--speed must be a number greater than 0."],
    [["--speed", "1e999"], "--speed must be a number greater than 0."],
    [["--size", "0MB"], "--size must be a size such as 100MB."],
    [["--times", "100"], "--times must be a number of cups."],
  ])("%j", (argv, message) => {
    expect(() => values(...argv)).toThrow(new UsageError(message));
  });

  test("also for what is missing or too much", () => {
    expect(() => parse("bean")).toThrow(new UsageError("--for is missing: it must be a name."));
    expect(() => parse("--for", "me")).toThrow(new UsageError("Name at least one bean."));
    const { positionals, ...without } = table;
    const all = ["--for", "me", "x", "y"];
    const one = { ...without, positionals: { ...(positionals ?? raise()), count: "one" as const } };
    expect(() => parseCommand(one, all)).toThrow(new UsageError('brew takes one BEAN: leave out "y".'));
    expect(() => parseCommand(without, all)).toThrow(new UsageError('brew takes options only: leave out "x".'));
  });
});

function raise(): never {
  throw new Error("there are positionals");
}

test("Help is asked for by --help and -h, not behind --", () => {
  expect(wantsHelp(["x", "--help"])).toBe(true);
  expect(wantsHelp(["-h"])).toBe(true);
  expect(wantsHelp(["--", "--help"])).toBe(false);
});
