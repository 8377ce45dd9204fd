import { maskText } from "../../core/policy/model/masked.ts";

/**
 * Where what an export delivered is more than the preview: anything but the same, what is masked, the beginning of a mask,
 * and what is not there.
 */
export function moreThan(preview: unknown, delivered: unknown, path = ""): readonly string[] {
  if (JSON.stringify(delivered) === JSON.stringify(preview) || isMask(delivered)) return [];
  if (Array.isArray(delivered) && Array.isArray(preview)) {
    const isNamed = delivered.some((one) => typeof one === "object" && one !== null && "key" in one);
    return delivered.flatMap((one, i) =>
      moreThan(isNamed ? preview.find(({ key }) => key === one.key) : preview[i], one, `${path}[${one?.key ?? i}]`),
    );
  }
  if (typeof delivered === "object" && delivered !== null && typeof preview === "object" && preview !== null)
    return Object.entries(delivered).flatMap(([name, value]) =>
      moreThan((preview as Record<string, unknown>)[name], value, `${path}.${name}`),
    );
  return [`${path}: ${shortened(delivered)} where the preview has ${shortened(preview)}`];
}

const isMask = (value: unknown): boolean =>
  (typeof value === "string" && maskText.startsWith(value)) ||
  (typeof value === "object" &&
    value !== null &&
    "stringValue" in value &&
    typeof value.stringValue === "string" &&
    maskText.startsWith(value.stringValue));

const shortened = (value: unknown): string => String(JSON.stringify(value)).slice(0, 80);
