import { type ReceivedExport, startLocalReceiver } from "../../programs/localReceiver.ts";
import { type CodexAnswer, loadWithCodex, startWithCodex } from "../askCodex.ts";
import { codex } from "./engines.ts";
import { recordedVerdicts } from "./recordedVerdicts.ts";

/** Stands for the receiver of a test in a configuration, in whose place a running one is put. */
export const receiverAddress = "127.0.0.1:14317";

/** What HTTP itself sets or needs to carry the request, and the user agent, of which Codex sends now one, now the other. */
export const setByHttp = new Set(["content-length", "transfer-encoding", "connection", "user-agent"]);

/** What Codex did when it was started: what it said, and where something of it arrived, with which headers. */
export interface CodexStart {
  readonly answer: CodexAnswer;
  readonly exports: readonly Pick<ReceivedExport, "path" | "headers">[];
}

/** Someone who knows what the real Codex does with a configuration. */
export interface CodexWitness {
  /** Whether it reads the configuration. */
  load(config: string | Uint8Array): Promise<CodexAnswer>;
  /** What it does when it starts to work, with a receiver at `receiverAddress`. */
  start(config: string | Uint8Array): Promise<CodexStart>;
}

/** The real Codex itself. */
export const realCodex: CodexWitness = {
  load: loadWithCodex,
  start: async (config) => {
    const receiver = await startLocalReceiver();
    try {
      const own = `127.0.0.1:${receiver.port}`;
      const answer = await startWithCodex(
        typeof config === "string" ? config.replaceAll(receiverAddress, own) : config,
      );
      const exports = JSON.stringify(receiver.exports.map(({ path, headers }) => ({ path, headers })));
      return { answer, exports: JSON.parse(exports.replaceAll(own, receiverAddress)) };
    } finally {
      await receiver.close();
    }
  },
};

interface RecordedAnswer extends Pick<CodexAnswer, "verdict"> {
  readonly line?: number;
  readonly exports?: CodexStart["exports"];
}

/** The real Codex as it was recorded for a test file, which gives its own path. What it printed is left out. */
export function recordedCodex(testFile: string): CodexWitness {
  const verdicts = recordedVerdicts<RecordedAnswer>(testFile, codex);
  const answerOf = ({ verdict, line }: RecordedAnswer): CodexAnswer => ({ verdict, line, output: "" });
  const recorded = ({ verdict, line }: CodexAnswer): RecordedAnswer => ({
    verdict,
    ...(line !== undefined && { line }),
  });
  return {
    load: async (config) =>
      answerOf(await verdicts.of({ load: textOf(config) }, async () => recorded(await realCodex.load(config)))),
    start: async (config) => {
      const verdict = await verdicts.of({ start: textOf(config) }, async () => {
        const { answer, exports } = await realCodex.start(config);
        return {
          ...recorded(answer),
          ...(exports.length > 0 && { exports: firstOfEachPath(exports, textOf(config)) }),
        };
      });
      return { answer: answerOf(verdict), exports: verdict.exports ?? [] };
    },
  };
}

const textOf = (config: string | Uint8Array): string =>
  typeof config === "string" ? config : Buffer.from(config).toString("latin1");

/** How many exports there are is a matter of time. Headers that the configuration does not name are Codex's own. */
function firstOfEachPath(exports: CodexStart["exports"], config: string): CodexStart["exports"] {
  const named = (header: string) => config.toLowerCase().includes(header);
  return [...new Map(exports.toReversed().map((one) => [one.path, one])).values()]
    .map(({ path, headers }) => ({
      path,
      headers: Object.fromEntries(
        Object.entries(headers)
          .filter(([name]) => named(name) && !setByHttp.has(name))
          .toSorted(([one], [other]) => (one < other ? -1 : 1)),
      ),
    }))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
}
