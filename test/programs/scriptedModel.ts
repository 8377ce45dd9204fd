import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What the model does in answer to one request: run a shell command, or say something and end the turn. */
export type ModelStep = { readonly command: string } | { readonly message: string };

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
 * The n-th request gets the n-th step; after the last step every request gets "Done.".
 * Event names and item shapes as Codex 0.169.0 reads them.
 */
export async function startScriptedModel(steps: readonly ModelStep[]): Promise<ScriptedModel> {
  const requests: unknown[] = [];
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    if (request.method !== "POST" || !request.url?.endsWith("/responses")) {
      response.writeHead(404, { "content-type": "application/json" }).end('{"error":{"message":"not in the script"}}');
      return;
    }
    requests.push(JSON.parse(body));
    const number = requests.length;
    play(response, number, steps[number - 1] ?? { message: "Done." });
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

function itemOf(step: ModelStep, number: number): object {
  return "command" in step
    ? {
        type: "function_call",
        id: `fc_${number}`,
        call_id: `call_${number}`,
        name: "exec_command",
        arguments: JSON.stringify({ cmd: step.command }),
      }
    : {
        type: "message",
        id: `msg_${number}`,
        role: "assistant",
        content: [{ type: "output_text", text: step.message, annotations: [] }],
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
