import { isSameToken } from "../sameToken.ts";
import { parseObject } from "./ownerRecord.ts";

/** Grows when windows with an older number would no longer understand each other. */
export const shareProtocol = 1;

/** What a window says first. */
export interface Hello {
  readonly hello: { readonly protocol: number; readonly version: string; readonly token: string };
}

/** What the owner answers; after a refusal it hangs up. */
export type Welcome = { readonly welcome: true } | { readonly refused: "version" | "token"; readonly version: string };

export const helloOf = (version: string, token: string): Hello => ({
  hello: { protocol: shareProtocol, version, token },
});

/** Answers the first line of a window that has connected. */
export function answerHello(line: string, version: string, token: string): Welcome {
  const hello = parseObject(line)?.hello;
  const said = typeof hello === "object" && hello !== null ? (hello as Record<string, unknown>) : {};
  if (typeof said.token !== "string" || !isSameToken(said.token, token)) return { refused: "token", version };
  if (said.protocol !== shareProtocol || said.version !== version) return { refused: "version", version };
  return { welcome: true };
}

/** Reads the owner's answer; undefined when it is none. */
export function readWelcome(line: string): Welcome | undefined {
  const answer = parseObject(line);
  if (answer?.welcome === true) return { welcome: true };
  const refused = answer?.refused;
  if (refused !== "version" && refused !== "token") return undefined;
  return { refused, version: typeof answer?.version === "string" ? answer.version : "" };
}
