import { classifyConfigPath } from "../../core/config/configLocations.ts";
import type { DiagnoseContext } from "../../core/config/reporter.ts";
import { ConfigLayers, layersOnDisk } from "../../system/configLayers.ts";
import type { CommandIo } from "../output/commandIo.ts";
import { ownFolders } from "../ownFolders.ts";

/** As what Codex reads a file, and the other files that it joins with it. */
export function placeInLayers(path: string, io: CommandIo): Pick<DiagnoseContext, "layer" | "layers" | "unreadLayers"> {
  const own = ownFolders(io);
  const layer = classifyConfigPath(path, own);
  if (layer === undefined) return { layer: "unknown" };
  const read = layersOnDisk({ own, worked: [io.currentDirectory] });
  return { layer, ...new ConfigLayers(read).of(layer, own) };
}
