export type SurfaceId = "exec" | "sub-agent" | "app-server" | "tui" | "tui-daemon";
