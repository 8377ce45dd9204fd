import { actionKey } from "../../actions/action.ts";
import type { ActionIndex } from "../../actions/actionIndex.ts";
import { productActions } from "../../actions/index.ts";
import { mask } from "../../actions/mask.ts";
import type { RedactAction } from "../../actions/redactAction.ts";
import type { CollectorForm } from "../../actions/targetForms.ts";
import { maskText } from "../../model/masked.ts";
import type { Policy, SecretDefinition } from "../../model/policyModel.ts";
import { secretMark } from "../../model/secretDefinition.ts";
import { appliedSecrets, longestSearched } from "../../secrets/answeredTexts.ts";
import { colourPatterns } from "../../secrets/terminalColours.ts";
import { allSecrets, anyPattern, escapePattern, neverPattern } from "../patterns.ts";
import { classSegments, type Redactions, type Segments } from "./classSegments.ts";
import { ottlString } from "./ottlText.ts";

/**
 * Statements of the transform processor's language that do to values what actions do. Source of every function:
 * opentelemetry-collector-contrib, pkg/ottl/ottlfuncs, tried with 0.160.0. No function reaches into values of unknown
 * names one by one, so that values are sorted into maps in `cache`, one for each action, and each map is treated as a whole.
 * What an action becomes stands in its own file; what the Collector cannot do is masked.
 */
export class OttlRedaction {
  readonly #policy: Policy;
  readonly #actions: ActionIndex;
  readonly #salt: string;
  /** The last arguments of `replace_all_patterns` that hash a whole text. */
  readonly #hashed: string;

  constructor(policy: Policy, actions: ActionIndex = productActions) {
    this.#policy = policy;
    this.#actions = actions;
    const variable = policy.hashing.saltEnvironmentVariable;
    const salt = variable === undefined ? "" : `\${env:${variable}:-}`;
    this.#salt = `"${salt}"`;
    this.#hashed = `"value", ${ottlString("(?s)^(.*)$")}, "${salt}$\${1}", SHA256`;
  }

  /** Redacts the attributes at `path`. Names of the policy are those after `prefix`. */
  attributes(path: string, redactions: Redactions, prefix: "" | "resource."): string[] {
    const segments = classSegments(this.#policy, redactions, prefix);
    const maps = this.#mapsOf(segments);
    const sorted = segments.steps.flatMap(({ action, names }) => {
      const pattern = ottlString(names);
      const remove = `delete_matching_keys(${path}, ${pattern})`;
      const map = maps.get(actionKey(action));
      if (map === undefined) return [remove];
      return [
        `set(cache["part"], ${path})`,
        `keep_matching_keys(cache["part"], ${pattern})`,
        remove,
        `merge_maps(${map.path}, cache["part"], "upsert")`,
      ];
    });
    const rest = maps.get(actionKey(segments.rest));
    return [
      ...[...maps.values()].map((map) => emptyMap(map.path)),
      ...sorted,
      ...(rest ? [`merge_maps(${rest.path}, ${path}, "upsert")`] : []),
      ...this.#applied([...maps.values()]),
      emptyMap(path),
      ...[...maps.values()].map((map) => `merge_maps(${path}, ${map.path}, "upsert")`),
    ];
  }

  /**
   * Redacts the one value at `path`, which is there; `whenDropped` is what takes its place then. `isText` when it cannot be
   * a list, a map or bytes.
   */
  value(path: string, action: RedactAction, whenDropped: string, isText = false): string[] {
    const map = this.#mapOf(action);
    if (map.form.form === "removed") return [whenDropped];
    const it = `${map.path}["it"]`;
    return [emptyMap(map.path), `set(${it}, ${path})`, ...this.#applied([map], isText), `set(${path}, ${it})`];
  }

  /** Redacts the id of a trace or span at `path`, which has so many hexadecimal digits. An id of zeros is none. */
  id(path: string, action: RedactAction, digits: 32 | 16): string[] {
    const none = ottlString("0".repeat(digits));
    const { id } = this.#actions.of(action.kind);
    switch (id) {
      case "kept":
        return [];
      case "hashed":
        return [
          `set(${path}.string, Substring(SHA256(Concat([${this.#salt}, ${path}.string], "")), 0, ${digits})) where ${path}.string != ${none}`,
        ];
      case "dropped":
        return [`set(${path}.string, ${none})`];
    }
  }

  /** Masks a name that holds a secret. */
  name(path: string, replacement = maskText): string[] {
    const { secrets } = this.#policy;
    if (secrets.length === 0) return [];
    const longest = longestSearched(secrets);
    const isTooLong = longest === Number.POSITIVE_INFINITY ? "" : ` or Len(${path}) > ${longest}`;
    return [
      `set(${path}, ${ottlString(replacement)}) where IsMatch(${path}, ${ottlString(allSecrets(secrets))})${isTooLong}`,
    ];
  }

  /** Leaves out attributes whose name holds a secret. */
  names(path: string): string[] {
    const { secrets } = this.#policy;
    if (secrets.length === 0) return [];
    const longest = Math.min(longestSearched(secrets), longestName);
    const tooLong = longestSearched(secrets) === Number.POSITIVE_INFINITY ? [] : [`(?s)^.{${longest + 1}}`];
    const patterns = [allSecrets(secrets), ...tooLong];
    return patterns.map((pattern) => `delete_matching_keys(${path}, ${ottlString(pattern)})`);
  }

  #mapOf(action: RedactAction): ActionMap {
    const form = this.#actions.of(action.kind).collector;
    // no other name in the cache begins so
    const path = `cache[${ottlString(`action ${actionKey(action)}`)}]`;
    return { path, action, form: form.form === "impossible" ? mask.collector : form };
  }

  /** One map for each action that leaves something. */
  #mapsOf({ steps, rest }: Segments): Map<string, ActionMap> {
    const maps = [...steps.map((step) => step.action), rest].map((action) => this.#mapOf(action));
    return new Map(
      maps.filter(({ form }) => form.form !== "removed").map((map) => [actionKey(map.action), map] as const),
    );
  }

  #applied(maps: readonly ActionMap[], areTexts = false): string[] {
    const readable = maps.filter(({ form }) => form.form === "readable");
    const others = maps.filter(({ form }) => form.form !== "readable");
    // only what is known to be readable stays so
    const replaced = others.flatMap(({ path, action, form }) =>
      form.form === "replaced" ? form.statements(path, action, this.#hashed) : blanked(path),
    );
    return [...replaced, ...this.#readable(readable, areTexts)];
  }

  /** What stays readable loses its secrets and is cut where the policy says so. */
  #readable(maps: readonly ActionMap[], areTexts: boolean): string[] {
    if (maps.length === 0) return [];
    const cut = maps.flatMap(({ path, action, form }) =>
      form.form === "readable" && form.cut ? [{ path, statements: form.cut(path, action, this.#hashed) }] : [],
    );
    const whole = maps.filter(({ path }) => !cut.some((one) => one.path === path));
    const readable = `cache["readable"]`;
    const update = (path: string) => `merge_maps(${path}, ${readable}, "update")`;
    const [first] = whole;
    return [
      first ? `set(${readable}, ${first.path})` : emptyMap(readable),
      ...[...whole.slice(1), ...cut].map(({ path }) => `merge_maps(${readable}, ${path}, "upsert")`),
      ...(areTexts ? [] : this.#nested(readable)),
      ...cut.flatMap(({ path }) => [
        update(path),
        `stringify_all(${path})`,
        `merge_maps(${readable}, ${path}, "upsert")`,
      ]),
      ...(this.#policy.secrets.length > 0 ? withoutColours(readable) : []),
      ...appliedSecrets(this.#policy.secrets).flatMap(({ name, pattern, longest }) => [
        ...(longest === undefined ? [] : maskedLonger(readable, longest)),
        `replace_all_patterns(${readable}, "value", ${ottlString(pattern)}, ${ottlString(secretMark(name))})`,
      ]),
      ...whole.map(({ path }) => update(path)),
      ...cut.flatMap(({ path, statements }) => [update(path), ...statements]),
    ];
  }

  /**
   * No function replaces inside of lists, maps and bytes. A list or map is left as it is when nothing in it is a secret,
   * and masked otherwise; beside bytes, which cannot be searched at all, everything readable is masked.
   */
  #nested(map: string): string[] {
    const { secrets } = this.#policy;
    if (secrets.length === 0) return [];
    const longest = longestSearched(secrets);
    const shape = `cache["shape"]`;
    // as JSON, texts at the top emptied: it shows what is there beside texts, numbers and truth values
    const shapeOf = (path: string) => [
      emptyMap(shape),
      `set(${shape}["of"], ${path})`,
      `truncate_all(${shape}["of"], 0)`,
      `stringify_all(${shape})`,
    ];
    const notPlain = `not IsMatch(${shape}["of"], ${ottlString(plainObject)})`;
    const flat = `cache["flat"]`;
    const found = `cache["found"]`;
    const rare: readonly (string | ConditionalStatement)[] = [
      `set(${flat}, ${map})`,
      // the texts at the top have their secrets replaced elsewhere
      `truncate_all(${flat}, 0)`,
      // names at the top lose their dots, so that those of the flattened map are different ones
      `replace_all_patterns(${flat}, "key", "%", "%25")`,
      `replace_all_patterns(${flat}, "key", ${ottlString("\\.")}, "%2E")`,
      ...shapeOf(flat),
      {
        action: `set(cache["nested"], true)`,
        condition: `IsMatch(${shape}["of"], ${ottlString(ambiguousName)})`,
      },
      ...(longest === Number.POSITIVE_INFINITY
        ? []
        : [{ action: `set(cache["nested"], true)`, condition: `Len(${shape}["of"]) > ${longest}` }]),
      `flatten(${flat})`,
      ...shapeOf(flat),
      { action: `set(cache["bytes"], true)`, condition: notPlain },
      ...withoutColours(flat),
      `set(${found}, ${flat})`,
      `replace_all_patterns(${found}, "value", ${ottlString(allSecrets(secrets))}, "")`,
      `delete_matching_keys(${found}, ${ottlString(allSecretsInJoinedNames(secrets))})`,
      { action: `set(cache["nested"], true)`, condition: `${found} != ${flat}` },
      // masked, and then texts, numbers and truth values as they were: their names are the same when flattened
      `set(cache["plain"], ${map})`,
      `flatten(cache["plain"])`,
      `set(cache["blank"], ${map})`,
      ...blanked(`cache["blank"]`),
      { action: `merge_maps(cache["blank"], cache["plain"], "update")`, condition: `cache["bytes"] == false` },
      {
        action: `set(${map}, cache["blank"])`,
        condition: `cache["nested"] == true or cache["bytes"] == true`,
      },
    ];
    return [
      `set(cache["odd"], false)`,
      `set(cache["bytes"], false)`,
      `set(cache["nested"], false)`,
      ...shapeOf(map),
      `set(cache["odd"], true) where ${notPlain}`,
      ...rare.map((statement) => {
        if (typeof statement === "string") return `${statement} where cache["odd"] == true`;
        return `${statement.action} where cache["odd"] == true and (${statement.condition})`;
      }),
    ];
  }
}

interface ConditionalStatement {
  readonly action: string;
  readonly condition: string;
}

interface ActionMap {
  readonly path: string;
  readonly action: RedactAction;
  readonly form: CollectorForm;
}

/** No pattern of the Collector counts more characters. What is searched in a name may always be longer. */
const longestName = 999;

const tooLongMark = "[codex_otel: too long]";

/** Masks the texts of a map that have more bytes. One that ends with the mark by itself is masked as well. */
function maskedLonger(map: string, longest: number): readonly string[] {
  const marked = `(?s)^.*${escapePattern(tooLongMark)}$`;
  return [
    `truncate_all(${map}, ${longest}, true, ${ottlString(tooLongMark)})`,
    `replace_all_patterns(${map}, "value", ${ottlString(marked)}, ${ottlString(maskText)})`,
  ];
}

/** Empties every value of a map, and masks it. */
function blanked(path: string): readonly string[] {
  return mask.collector.statements(path);
}

const emptyMap = (path: string): string => `set(${path}, ParseJSON("{}"))`;

/** JSON of an object with nothing but empty texts, numbers and truth values. */
const plainObject = '^\\{(?:"(?:[^"\\\\]|\\\\.)*":(?:""|null|true|false|-?[0-9][0-9.eE+-]*),?)*\\}$';

/** The same JSON with a name inside of a value that is empty or has a dot: flattened it could be the name of another. */
const ambiguousName = '[{,]"(?:(?:[^"\\\\]|\\\\.)*\\.(?:[^"\\\\]|\\\\.)*)?":';

/** Names of a flattened map are joined by dots: what stands at the end of a name may stand at a dot there. */
function allSecretsInJoinedNames(secrets: readonly SecretDefinition[]): string {
  const tokens = /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]|[\^$]/g;
  const loosened: Readonly<Record<string, string>> = {
    "^": "(?:^|\\.)",
    "\\A": "(?:^|\\.)",
    $: "(?:$|\\.)",
    "\\z": "(?:$|\\.)",
    "\\B": "",
  };
  return anyPattern(secrets.map(({ pattern }) => pattern.replace(tokens, (token) => loosened[token] ?? token)));
}

/** Takes the colours of a terminal out of the texts of a map. */
export function withoutColours(map: string): string[] {
  return colourPatterns.map(
    ({ source, keptGroup }) =>
      `replace_all_patterns(${map}, "value", ${ottlString(source)}, ${ottlString(keptGroup === 0 ? "" : `\${${keptGroup}}`)})`,
  );
}

/** Makes names unique; the last value counts, at the first place. Moving the map by name does it. */
export function uniqueNames(path: string): string {
  return `replace_all_patterns(${path}, "key", ${ottlString(neverPattern)}, "")`;
}
