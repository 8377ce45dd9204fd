import fc from "../seededCheck.ts";

const command = "command:workbench.action.terminal.new?%7B%7D";

/** What someone would send to be shown as more than text, with what must stay as it is. */
const pieces = [
  ...["[", "]", "(", ")", "](", `](${command})`, `[Renew](${command})`, `[a](${command} "title")`],
  ...["[a](https://evil.example)", "[a](file:///etc/passwd)", "[a](COMMAND:x)", "![a](https://evil.example/a.png)"],
  ...["<https://evil.example>", "https://evil.example", "www.evil.example", "a@evil.example", command, `<${command}>`],
  ...[
    "$(",
    "$(add)",
    "\\$(sync~spin)",
    "$$(x)",
    "\\",
    "`",
    "**b**",
    "<b onclick=x>",
    "&lt;",
    "[a]: https://e",
    "[a][b]",
  ],
  ...[
    "\u001b[31m",
    "\u001b]0;t\u0007",
    "\u009b1m",
    "\u007f",
    "\n",
    "\r\n",
    "\t",
    "\u2028",
    "\u202e",
    "\u2066",
    "\u200b",
  ],
  ...[
    "\ufeff",
    "\u{e0041}",
    "\u3164",
    "\ufe0f",
    "\ud800",
    "[otel]",
    "tool_result[0]",
    "headers",
    " ",
    "é",
    "日本",
    "✔️",
  ],
];

/** Texts made of those, and of anything. */
export const foreignText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: "binary", maxLength: 6 })), {
    maxLength: 8,
  })
  .map((parts) => parts.join(""));

/** Ordinary words of Codex, of backends and of files: they are shown as they are. */
export const ordinaryTexts = [
  "[otel]",
  "tool_result[0]",
  "[[destinations.siem]]",
  "HTTP 401 (unauthorized): see the [docs] (page 3)",
  "https://api.honeycomb.io:443/v1/logs?team=a&b=c",
  "C:\\Users\\ann\\.codex\\config.toml",
  "git push --force && rm -rf $HOME/x",
  'exporter = { otlp-http = { endpoint = "https://x" } }',
  "Größe, 日本語, ✔️ done, 1️⃣",
];

/** Characters of which none may be in anything that is shown. */
export const hidden =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5|\u180b|\u180c|\u180d|[\u{e0100}-\u{e01ef}]/u;
