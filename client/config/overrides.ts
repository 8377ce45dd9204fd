import { exporterFor, type LogsExporter, type ReceiverAddresses } from "../../core/config/edit/exporterSetting.ts";

/**
 * The arguments with which Codex sends its logs to the listener and no file changes.
 *
 * Codex lays overrides over the file key by key, so an override with another variant than the file's leaves two of them
 * and Codex refuses to start ("wanted exactly 1 element"; observed). Hence the file's variant.
 */
export function overrideArguments(addresses: ReceiverAddresses, configured: LogsExporter): readonly [string, string] {
  const { variant, options } = exporterFor(configured === "otlp-http" ? "otlp-http" : "otlp-grpc", addresses);
  const pairs = options.map(([name, value]) => `${name}='${value}'`).join(",");
  return ["-c", `otel.exporter={${variant}={${pairs}}}`];
}

/** Whether a path can be typed so that every shell takes it for one word: quotes and control characters are not typed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a shell would act on them
export const canBeTyped = (path: string): boolean => !/['"\\\u0000-\u001f\u007f-\u009f]/.test(path);

/**
 * The command line that runs Codex with its logs sent to the listener and no file changed. One quoting serves bash, zsh,
 * fish, PowerShell and cmd: double quotes outside, TOML literal strings inside. What starts it, a program or the
 * words in front of it, is quoted for the shells of Linux and macOS where it has blanks.
 */
export function overrideCommand(
  addresses: ReceiverAddresses,
  configured: LogsExporter,
  program: string | readonly string[] = "codex",
): string {
  const [option, value] = overrideArguments(addresses, configured);
  const words = [program].flat().map((word) => (/^[\w./@+-]+$/.test(word) ? word : `'${word}'`));
  return `${words.join(" ")} ${option} "${value}"`;
}
