import { type AnyValue, fromKeyValues, fromMessage, toMessage } from "../../otlp/anyValue.ts";
import type {
  AnyValue as AnyValueMessage,
  InstrumentationScope,
  KeyValue,
} from "../../otlp/generated/opentelemetry/proto/common/v1/common.ts";
import type { Resource } from "../../otlp/generated/opentelemetry/proto/resource/v1/resource.ts";
import { fromHexadecimal, toHexadecimal } from "../../text/hexadecimal.ts";
import { maskText } from "../model/masked.ts";
import type { IdName } from "../model/recordIds.ts";
import type { AttributePlan } from "./attributePlans.ts";
import type { CompiledDestination, CompiledPolicy } from "./compilePolicy.ts";
import { receivedOnce } from "./receivedAttributes.ts";
import { ReceivedValue } from "./receivedValue.ts";
import { idLeft } from "./recordIds.ts";

/** Takes out of the parts that all OTLP messages share what one destination may not see. */
export class MessageRedaction {
  readonly #policy: CompiledPolicy;
  /** The place of the destination among the actions of a plan. */
  readonly #view: number;

  constructor(policy: CompiledPolicy, destination: CompiledDestination) {
    this.#policy = policy;
    this.#view = policy.destinations.indexOf(destination);
  }

  /** A value by the name the policy has for it; undefined when it is dropped. */
  value(name: string, value: AnyValue): AnyValue | undefined {
    return this.#planned(this.#policy.planOf(name), value);
  }

  #planned({ actions }: AttributePlan, value: AnyValue): AnyValue | undefined {
    return actions[this.#view]?.redact(new ReceivedValue(value, this.#policy.tools)).value;
  }

  /** The body of a log record. An empty one stays what it is. */
  body(message: AnyValueMessage | undefined): AnyValueMessage | undefined {
    if (message === undefined) return undefined;
    const body = fromMessage(message);
    if (body.kind === "empty") return message;
    const redacted = this.value("body", body);
    return redacted && toMessage(redacted);
  }

  /** Attributes of any message but a resource. */
  attributes(list: readonly KeyValue[]): KeyValue[] {
    return list.length === 0 ? [] : this.namedAttributes(fromKeyValues(list), "");
  }

  /** Attributes of a log record as its event has them. Other destinations of the policy get them from the same account. */
  recordAttributes(attributes: ReadonlyMap<string, AnyValue>): KeyValue[] {
    const { planOf, records, tools } = this.#policy;
    const kept: KeyValue[] = [];
    for (const [key, value] of receivedOnce(records, attributes, planOf, tools).seenBy(this.#view).kept)
      kept.push({ key, value: toMessage(value), keyStrindex: 0 });
    return kept;
  }

  /** Attributes that the policy names with a prefix. One whose name holds a secret is left out. */
  namedAttributes(attributes: ReadonlyMap<string, AnyValue>, prefix: "" | "resource."): KeyValue[] {
    const kept: KeyValue[] = [];
    const planOf = prefix === "" ? this.#policy.planOf : this.#policy.resourcePlanOf;
    for (const [key, value] of attributes) {
      const plan = planOf(key);
      if (plan.secretsInName !== undefined) continue;
      const redacted = this.#planned(plan, value);
      if (redacted !== undefined) kept.push({ key, value: toMessage(redacted), keyStrindex: 0 });
    }
    return kept;
  }

  /**
   * The id of a trace or span that a message has itself, by the name the policy has for it. Empty when it is dropped, and
   * when it was before; a hash has the size of the id.
   */
  id(name: IdName, id: Uint8Array): Uint8Array {
    const form = this.#policy.planOf(name).actions[this.#view]?.id;
    if (form === "kept") return id;
    return fromHexadecimal(idLeft(form, toHexadecimal(id), this.#policy.tools.hash)) ?? new Uint8Array();
  }

  /** A text that names something, such as a span or a scope: masked as a whole in the rare case that it holds a secret. */
  name(text: string): string {
    return text === "" || this.#policy.tools.secretsInName(text) === undefined ? text : maskText;
  }

  /** A message of a status, which the policy names. Dropped means empty. */
  text(name: string, text: string): string {
    if (text === "") return "";
    const redacted = this.value(name, { kind: "string", value: text });
    return redacted?.kind === "string" ? redacted.value : "";
  }

  /** A resource with its attributes, which the policy names with `resource.`, and its entity references, which are names. */
  resource(resource: Resource | undefined): Resource | undefined {
    if (resource === undefined) return undefined;
    return {
      attributes: this.namedAttributes(fromKeyValues(resource.attributes), "resource."),
      droppedAttributesCount: resource.droppedAttributesCount,
      entityRefs: resource.entityRefs.map((entity) => ({
        schemaUrl: this.name(entity.schemaUrl),
        type: this.name(entity.type),
        idKeys: entity.idKeys.map((key) => this.name(key)),
        descriptionKeys: entity.descriptionKeys.map((key) => this.name(key)),
      })),
    };
  }

  /** A scope: its name and version are names, its attributes have the names of all others. */
  scope(scope: InstrumentationScope | undefined): InstrumentationScope | undefined {
    if (scope === undefined) return undefined;
    return {
      name: this.name(scope.name),
      version: this.name(scope.version),
      attributes: this.attributes(scope.attributes),
      droppedAttributesCount: scope.droppedAttributesCount,
    };
  }
}
