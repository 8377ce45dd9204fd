import { classifyConfigPath } from "../../core/config/configLocations.ts";
import { type FileExposure, findExposureOnceWritten } from "../../system/fileExposure.ts";
import type { CodexHome } from "../shared/codexHome.ts";

/**
 * Who would have the token if it stood in a configuration file: the person alone (`private`), others too, or it is not known
 * because the file is none of the person's own, such as one of a workspace or of all users (`foreign`).
 */
export async function tokenPlaceOf(file: string, home: CodexHome): Promise<"private" | "foreign" | FileExposure> {
  const layer = classifyConfigPath(file, home);
  if (layer !== "user" && layer !== "profile") return "foreign";
  return (await findExposureOnceWritten(file)) ?? "private";
}
