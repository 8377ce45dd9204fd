/** Names of attributes that several events have. */

export const requestAuthentication: readonly string[] = [
  "auth.header_attached",
  "auth.header_name",
  "auth.retry_after_unauthorized",
  "auth.recovery_mode",
  "auth.recovery_phase",
  "auth.request_id",
  "auth.cf_ray",
  "auth.error",
  "auth.error_code",
];

export const environmentAuthentication: readonly string[] = [
  "auth.env_openai_api_key_present",
  "auth.env_codex_api_key_present",
  "auth.env_codex_api_key_enabled",
  "auth.env_provider_key_name",
  "auth.env_provider_key_present",
  "auth.env_refresh_token_url_override_present",
];

export const toolCall: readonly string[] = ["tool_name", "tool_namespace", "call_id"];

export const pluginInstall: readonly string[] = [
  "plugin_install.tool_type",
  "plugin_install.tool_id",
  "plugin_install.tool_name",
];
