import type { ConfigLayer } from "../configLocations.ts";
import type { ListFolder } from "./completePaths.ts";

/** What proposals depend on beside the text. */
export interface LanguageContext {
  readonly layer: ConfigLayer | "unknown";
  /** For paths; without it none are proposed. */
  readonly listFolder?: ListFolder;
}
