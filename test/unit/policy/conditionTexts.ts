import type { PolicyScalar } from "../../../core/policy/model/policyScalar.ts";
import type { Operator } from "../../../core/policy/operators/operator.ts";
import { elementType, type PolicyType } from "../../../core/policy/schema/policyType.ts";
import fc from "../seededCheck.ts";

export const ownSecret = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";

/** What may stand behind an operator, in TOML: its own samples, and what is hard to say elsewhere. */
export function testTexts({ type, example, samples }: Operator): readonly string[] {
  return [...new Set([example, samples.holds.test, samples.fails.test, ...hardTexts(elementType(type))])];
}

function hardTexts({ kind }: PolicyType): readonly string[] {
  switch (kind) {
    case "boolean":
      return ["true", "false"];
    case "number":
      return ["1", "0.5", "-1", "1e300", "9007199254740991", ...hugeNumbers];
    case "scalar":
      return ['["yes", "kiss", ""]', '"ΣΟΦΟΣ"', "1", "0.5", '["401", true]', "[-1, 1e300]", ...hugeNumbers];
    case "pattern":
      return ["'(?i)[ks]'", "'^[0-9]+$'", "'\"a\":1'", "'\\$|\\\\'"];
    default:
      return [];
  }
}

/** Doubles do not tell these from their neighbors. */
const hugeNumbers = [
  "9007199254740993",
  "-9007199254740993",
  "9223372036854775807",
  "-9223372036854775808",
  "9.223372036854775808e18",
  "1e19",
];

/** Values that conditions are asked about: those of the samples, and what is hard to compare. */
export function hardValues(operators: readonly Operator[]): readonly PolicyScalar[] {
  const ofSamples = operators.flatMap(({ samples }) => [samples.holds.value, samples.fails.value]);
  return [
    ...ofSamples.flatMap((value) => (value === undefined ? [] : [value])),
    ...["", "YES", "yeſ", "kiss", "\u212aiss", "KİSS", "σοφοσ", "ΣΟΦΟΣ", "σοφος", "true", "False", true, false],
    ...["1", "+1", "1.0", "01", "0.5", "5e-1", ".5", "-1", " 1", "1 ", "1e300", "1e400", "inf", "NaN", "0x1", "1_000"],
    ...[
      "1e307",
      "9.9e+307",
      "1e308",
      "12e307",
      "1e999",
      "-1e999",
      "1e-999",
      `${"9".repeat(40)}e267`,
      `${"9".repeat(40)}e268`,
    ],
    ...[1e307, 1e308, -1.7e308, Number.MAX_VALUE, 5e-324],
    ...[1, 0.5, -1, 1e300, 401n, 0n, "401", "4.01e2"],
    ...[9007199254740991n, 9007199254740992n, 9007199254740993n, 9007199254740994n, -9007199254740993n],
    ...[
      9007199254740992,
      9007199254740994,
      "9007199254740992",
      "9007199254740993",
      "9007199254740993.0",
      "9007199254740992.0",
    ],
    ...[9223372036854775807n, -9223372036854775808n, 2 ** 63, 1e19, "9223372036854775807", "9223372036854775808"],
    ...[
      "9223372036854775807.0",
      "9223372036854775806.0",
      "10000000000000000000",
      "-9007199254740992.0",
      "-9007199254740994.0",
    ],
    ...[
      ownSecret,
      `\u001b[31mghp_\u001b[0m${ownSecret.slice(4)}`,
      `{"a":1,"b":"${ownSecret}"}`,
      `$HOME\\n`,
      "line\nbreak",
    ],
    ...["v0.149.9", "0.150.0-alpha.1", "0.150.0", "0.150.1", "1.0", "0.9.0+x"],
  ];
}

/** A condition as a policy writes it, nested in `any`, `not` and lists. */
export function conditionText(operators: readonly Operator[], attributes: readonly string[]): fc.Arbitrary<string> {
  const oneTest = fc
    .constantFrom(...operators)
    .chain((operator) => fc.constantFrom(...testTexts(operator)).map((text) => ({ key: operator.key, text })));
  const single = fc
    .tuple(
      fc.constantFrom(...attributes),
      fc.uniqueArray(oneTest, { selector: ({ key }) => key, minLength: 1, maxLength: 2 }),
    )
    .map(([attribute, tests]) => {
      const pairs = tests.map(({ key, text }) => `${key} = ${text}`).join(", ");
      return `{ attribute = "${attribute}", ${pairs} }`;
    });
  return fc.letrec<{ condition: string }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      { weight: 3, arbitrary: single },
      {
        weight: 1,
        arbitrary: fc
          .array(tie("condition"), { minLength: 1, maxLength: 3 })
          .map((parts) => `{ any = [${parts.join(", ")}] }`),
      },
      {
        weight: 1,
        arbitrary: fc
          .array(tie("condition"), { minLength: 1, maxLength: 2 })
          .map((parts) => `{ not = [${parts.join(", ")}] }`),
      },
      {
        weight: 1,
        arbitrary: fc
          .array(tie("condition"), { minLength: 1, maxLength: 2 })
          .map((parts) => `{ any = [[${parts.join(", ")}]] }`),
      },
    ),
  })).condition;
}
