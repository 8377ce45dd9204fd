/** What the panel's page is made of, as the webview can load it. */
export interface TimelinePageParts {
  readonly script: string;
  readonly style: string;
  /** Where the webview loads the extension's own files from. */
  readonly cspSource: string;
  /** Made for this page alone. */
  readonly nonce: string;
  readonly language: string;
}

/**
 * The page of the panel. It runs our script and nothing else, loads nothing from elsewhere, and holds nothing of any
 * telemetry: that comes as messages and becomes text nodes.
 */
export function timelineHtml({ script, style, cspSource, nonce, language }: TimelinePageParts): string {
  const policy = `default-src 'none'; img-src blob:; style-src ${cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${language.replace(/[^\w-]/g, "")}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<link rel="stylesheet" href="${style}">
<title>Timeline</title>
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
