import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What the model does in answer to one request. */
export type ModelStep =
  /** It runs a shell command. */
  | { readonly command: string }
  /**
   * It says something and ends the turn. What older models say has no phase, and Codex logs it as no answer.
   */
  | { readonly message: string; readonly phase?: "commentary" | "final_answer" }
  /** It calls a tool with arguments, which its provider names with or without a namespace. */
  | { readonly tool: string; readonly namespace?: string; readonly arguments: object }
  /** It runs a script in code mode. */
  | { readonly script: string }
  /** Its provider refuses the request. */
  | { readonly status: number; readonly error: string };

/** One request to the model: its number from 1 on, and its body as text. */
export interface ModelRequest {
  readonly number: number;
  readonly body: string;
}

/** What it does in turn; after the last step it says "Done.". Or what it does by what it is asked. */
export type ModelScript = readonly ModelStep[] | ((request: ModelRequest) => ModelStep);

/** A model that plays a script, so that a real Codex does the same in every run. */
export interface ScriptedModel {
  /** To be used as `base_url` of a provider with `wire_api = "responses"`. */
  readonly baseUrl: string;
  /** Bodies of the requests received so far, parsed. */
  readonly requests: readonly unknown[];
  close(): Promise<void>;
}

/**
 * Serves OpenAI's Responses API (`POST /v1/responses`, server-sent events) on a free loopback port.
 * Event names and item shapes as Codex reads them.
 */
export async function startScriptedModel(script: ModelScript): Promise<ScriptedModel> {
  const requests: unknown[] = [];
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    if (request.method !== "POST" || !request.url?.endsWith("/responses")) {
      response.writeHead(404, { "content-type": "application/json" }).end('{"error":{"message":"not in the script"}}');
      return;
    }
    requests.push(JSON.parse(body));
    const number = requests.length;
    const step = typeof script === "function" ? script({ number, body }) : script[number - 1];
    play(response, number, step ?? { message: "Done." });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type ServerSentEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

function play(response: ServerResponse, number: number, step: ModelStep): void {
  if ("status" in step) {
    const error = { error: { message: step.error, type: "scripted", code: "scripted" } };
    response.writeHead(step.status, { "content-type": "application/json" }).end(JSON.stringify(error));
    return;
  }
  const id = `resp_${number}`;
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (event: ServerSentEvent): void => {
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  send({ type: "response.created", response: { id } });
  send({ type: "response.output_item.done", output_index: 0, item: itemOf(step, number) });
  send({ type: "response.completed", response: { id, usage: usageOf(number) } });
  response.end();
}

function itemOf(step: Exclude<ModelStep, { status: number }>, number: number): object {
  const call = { id: `fc_${number}`, call_id: `call_${number}` };
  if ("message" in step) {
    const content = [{ type: "output_text", text: step.message, annotations: [] }];
    return {
      type: "message",
      id: `msg_${number}`,
      role: "assistant",
      content,
      ...(step.phase && { phase: step.phase }),
    };
  }
  if ("script" in step) return { type: "custom_tool_call", ...call, name: "exec", input: step.script };
  const {
    tool,
    arguments: given,
    namespace,
  } = "command" in step ? { tool: "exec_command", arguments: { cmd: step.command }, namespace: undefined } : step;
  return {
    type: "function_call",
    ...call,
    name: tool,
    arguments: JSON.stringify(given),
    ...(namespace && { namespace }),
  };
}

function usageOf(number: number): object {
  const input = 1200 + number;
  const output = 80 + number;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 1000 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 20 },
    total_tokens: input + output,
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
}
