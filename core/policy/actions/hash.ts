import type { Action } from "./action.ts";

/** The same text for the same value, which can be followed but not read. */
export const hash: Action = {
  kind: "hash",
  documentation: "SHA-256 of salt and value in hexadecimal: equal values stay joinable.",
  synonyms: ["sha256", "pseudonymize"],
  done: { title: "hashed" },
  arrives: { title: "hashed" },
  usesSalt: true,
  visibility: () => ({ kind: "pseudonymous" }),
  redact: ({ hashed }) => ({ value: hashed, action: "hash", secrets: undefined }),
  id: "hashed",
  collector: {
    form: "replaced",
    statements: (path, _, hashed) => [`stringify_all(${path})`, `replace_all_patterns(${path}, ${hashed})`],
  },
  monad: {
    form: "impossible",
    why: "jq has no SHA-256. Monad's operation mask hashes single keys with a key of its own, to other values than here.",
  },
  example: {
    before: "alex@example.com",
    after: "6db61e6dcbcf2390e4a46af426f26a133a3bee45021422fc7ae86e9136f14110",
  },
};
