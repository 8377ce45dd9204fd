import * as vscode from "vscode";
import type { ListenerOptions } from "../../listener/protocol/listenerOptions.ts";
import { settings } from "../contributions.ts";

type SettingName = keyof typeof settings;
type SettingValue<N extends SettingName> = (typeof settings)[N]["default"] extends boolean
  ? boolean
  : (typeof settings)[N]["default"] extends number
    ? number
    : string;

/** Reads one setting; a value of another type than declared counts as unset. */
export function readSetting<N extends SettingName>(name: N): SettingValue<N> {
  const { key, default: fallback } = settings[name];
  const value: unknown = vscode.workspace.getConfiguration().get(key);
  return (typeof value === typeof fallback ? value : fallback) as SettingValue<N>;
}

const port = (value: number): number => (Number.isInteger(value) && value >= 0 && value <= 65_535 ? value : 0);

/** What the settings say about the listener. The listener binds to loopback, whatever they say. */
export const readListenerOptions = (): Omit<ListenerOptions, "policyText"> => ({
  host: "127.0.0.1",
  grpcPort: port(readSetting("grpcPort")),
  httpPort: port(readSetting("httpPort")),
  maximumEvents: Math.max(1000, Math.floor(readSetting("maximumEvents"))),
  maximumMessageBytes: Math.min(64, Math.max(1, Math.floor(readSetting("maximumMessageMegabytes")))) * 1024 * 1024,
});

/** How large a recording's file may grow, in bytes, and how many of those that are set aside are kept; 0 limits nothing. */
export function readRecordingLimits(): { readonly maximumBytes?: number; readonly keep?: number } {
  const [megabytes, keep] = [readSetting("recordMegabytes"), Math.floor(readSetting("recordKeep"))];
  return { ...(megabytes > 0 && { maximumBytes: Math.ceil(megabytes * 1e6) }), ...(keep > 0 && { keep }) };
}

/** For how many hours events are kept on disk. */
export const readKeepHours = (): number => Math.max(0, readSetting("keepHours"));

/** Whether nothing that is received is kept on disk. */
export const readMemoryOnly = (): boolean => readSetting("memoryOnly");

/** True when a change of configuration concerns where, and for how long, a listener that is running keeps what it receives. */
export const concernsKeeping = (event: vscode.ConfigurationChangeEvent): boolean =>
  [settings.keepHours, settings.memoryOnly].some(({ key }) => event.affectsConfiguration(key));

/** True when a change of configuration concerns a listener that is running. */
export const concernsListener = (event: vscode.ConfigurationChangeEvent): boolean =>
  [
    settings.grpcPort,
    settings.httpPort,
    settings.maximumEvents,
    settings.maximumMessageMegabytes,
    settings.keepHours,
    settings.memoryOnly,
  ].some(({ key }) => event.affectsConfiguration(key));
