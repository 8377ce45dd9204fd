import { parseRequestJson } from "../../../core/otlp/json.ts";
import type { OtlpRequest } from "../../../core/otlp/requests.ts";

/** An event or span of the model: it is known again wherever it arrives. */
export interface ModelItem {
  readonly marker: string;
  /** Whether its prompt can be read. */
  readonly isClear: boolean;
  /** Whether a receiver finds it unreadable. */
  readonly isPoison: boolean;
}

interface Attributes {
  readonly attributes: readonly {
    readonly key: string;
    readonly value?: { readonly stringValue?: string | undefined } | undefined;
  }[];
}

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const prompt = "what-nobody-may-read";
const poison = "poison";

/** Whether the record at a position is that of a prompt. */
export const isPrompt = (position: number): boolean => position % 2 === 0;

/** A request with one record for each marker; the first may be one that receivers cannot read. */
export function modelRequest(signal: "logs" | "traces", markers: readonly string[], isPoison: boolean): OtlpRequest {
  const attributesOf = (marker: string, i: number) => [
    attribute("event.name", isPrompt(i) ? "codex.user_prompt" : "codex.tool_result"),
    attribute("prompt", prompt),
    attribute("marker", marker),
    ...(isPoison && i === 0 ? [attribute("poison", poison)] : []),
  ];
  const body =
    signal === "logs"
      ? {
          resourceLogs: [
            { scopeLogs: [{ logRecords: markers.map((marker, i) => ({ attributes: attributesOf(marker, i) })) }] },
          ],
        }
      : {
          resourceSpans: [
            {
              scopeSpans: [
                {
                  spans: markers.map((marker, i) => ({
                    traceId: "0af7651916cd43dd8448eb211c80319c",
                    spanId: "b7ad6b7169203331",
                    name: "turn",
                    attributes: attributesOf(marker, i),
                  })),
                },
              ],
            },
          ],
        };
  return parseRequestJson(signal, new TextEncoder().encode(JSON.stringify(body)));
}

/** What a receiver finds in a request. */
export function itemsIn(otlp: OtlpRequest): readonly ModelItem[] {
  switch (otlp.signal) {
    case "logs":
      return otlp.request.resourceLogs.flatMap(({ scopeLogs }) =>
        scopeLogs.flatMap(({ logRecords }) => logRecords.map(itemOf)),
      );
    case "traces":
      return otlp.request.resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) => spans.map(itemOf)),
      );
    case "metrics":
      return [];
  }
}

function itemOf({ attributes }: Attributes): ModelItem {
  const textOf = (name: string) => attributes.find(({ key }) => key === name)?.value?.stringValue;
  return {
    marker: textOf("marker") ?? "",
    isClear: textOf("prompt") === prompt,
    isPoison: textOf("poison") === poison,
  };
}
