import { escapeControlCharactersInLines } from "../../core/text/escapeControl.ts";
import { insideCode } from "../../core/text/forMarkdown.ts";
import type { ListenerTotals } from "../../listener/protocol/totals.ts";
import type { ListenerState } from "../listener/listenerState.ts";
import { homeAsTilde } from "./homeAsTilde.ts";
import type { LogEntry } from "./recentLog.ts";

/** A setting that somebody has changed. */
export interface ChangedSetting {
  readonly key: string;
  readonly value: unknown;
  readonly where: "user" | "workspace" | "folder";
}

/** What a report is made of. */
export interface ProblemFacts {
  readonly extensionVersion: string;
  /** Name and version of the editor, and how it is connected. */
  readonly editor: string;
  /** Undefined when Codex has not been asked, or did not answer. */
  readonly codexVersion: string | undefined;
  /** Name, release and processor. */
  readonly system: string;
  readonly nodeVersion: string;
  readonly settings: readonly ChangedSetting[];
  readonly listener: ListenerState;
  readonly totals: ListenerTotals;
  readonly isRecording: boolean;
  readonly policy: "built-in" | "the person's own" | "of the workspace";
  /** Whether there is a policy that does not count because it is broken. */
  readonly isPolicyBroken: boolean;
  readonly isLanguageServerStarted: boolean;
  readonly isWorkspaceTrusted: boolean;
  readonly log: readonly LogEntry[];
}

export interface ReportCleaning {
  /** The person's home folder. */
  readonly home: string;
  /** Takes credentials out of a text. */
  readonly withoutSecrets: (text: string) => string;
}

/**
 * What somebody who helps has to know, as Markdown: versions, changed settings, the listener's state and the log. It has no
 * names of windows, files and folders of its own; of a setting it has the value only where that can be no secret. What others
 * have written goes without credentials and without the home folder, and cannot be taken for markup. In English, because it
 * is for those who help.
 */
export function problemReport(facts: ProblemFacts, { home, withoutSecrets }: ReportCleaning): string {
  const withTilde = homeAsTilde(home);
  const clean = (text: string) => withTilde(withoutSecrets(text));
  const shown = (text: string) => `\`${insideCode(clean(text), 500)}\``;
  return `This report holds versions, changed settings, the state of the listener, and the newest lines of the log of Codex OTel.
Recognized credentials are replaced, and your home folder is written as \`~\`; hosts, files and folders may still be named.
Please read it before you give it to anybody. Nothing was sent.

### Versions

- Codex OTel: ${shown(facts.extensionVersion)}
- Editor: ${shown(facts.editor)}
- Codex: ${facts.codexVersion === undefined ? "not known, it has not been asked" : shown(facts.codexVersion)}
- System: ${shown(facts.system)}
- Node: ${shown(facts.nodeVersion)}

### Settings

${settingsText(facts.settings)}

### State

- Listener: ${listenerText(facts.listener, shown)}
- Received: ${totalsText(facts.totals)}
- Recording: ${yesOrNo(facts.isRecording)}
- Policy: ${facts.policy}${facts.isPolicyBroken ? "; another one is broken and does not count" : ""}
- Language server started: ${yesOrNo(facts.isLanguageServerStarted)}
- Workspace trusted: ${yesOrNo(facts.isWorkspaceTrusted)}

### Log

${logText(facts.log, clean)}
`;
}

const yesOrNo = (value: boolean): string => (value ? "yes" : "no");

function settingsText(settings: readonly ChangedSetting[]): string {
  if (settings.length === 0) return "None is changed.";
  return settings.map(({ key, value, where }) => `- \`${key}\`: ${valueText(value)} (${where})`).join("\n");
}

/** Numbers and booleans are no secrets; whatever else was written may be one. */
const valueText = (value: unknown): string =>
  typeof value === "boolean" || typeof value === "number" ? `\`${value}\`` : "changed, its value is left out";

function listenerText(state: ListenerState, shown: (text: string) => string): string {
  switch (state.kind) {
    case "stopped":
    case "starting":
      return state.kind;
    case "listening": {
      const { grpc, http } = state.addresses;
      const owner = state.followed === undefined ? "" : ", in another window";
      return `listening on ${shown(grpc)} (gRPC) and ${shown(http)} (HTTP)${owner}`;
    }
    case "failed":
      return `failed, ${shown(state.failure.code)}: ${shown(state.failure.message)}`;
  }
}

function totalsText({ unread, ...counts }: ListenerTotals): string {
  const counted = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return [...counted, ...(unread === undefined ? [] : ["some of what was kept cannot be read"])].join(", ");
}

function logText(entries: readonly LogEntry[], clean: (text: string) => string): string {
  if (entries.length === 0) return "Nothing was logged.";
  const lines = entries.map(({ time, level, text }) => {
    const [first = "", ...others] = escapeControlCharactersInLines(clean(text)).trimEnd().split("\n");
    return [`${new Date(time).toISOString()} [${level}] ${first}`, ...others.map((line) => `    ${line}`)].join("\n");
  });
  const log = lines.join("\n");
  const fence = "`".repeat(Math.max(3, ...[...log.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}text\n${log}\n${fence}`;
}
