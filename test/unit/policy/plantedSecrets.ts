/**
 * Made-up credentials by the name of the rule that must find them. Put together from parts, so that scanners of
 * repositories don't take this file for a leak.
 */
const mixed = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
const hex = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
const join = (...parts: string[]): string => parts.join("");

/** By rule: the text as it stands in a file, and the part of it that must never be seen. */
export const planted: Readonly<Record<string, { readonly text: string; readonly secret: string }>> = Object.fromEntries(
  Object.entries({
    github_token: join("ghp", "_", mixed.slice(0, 36)),
    github_fine_grained_token: join("github", "_pat_", mixed),
    gitlab_token: join("glpat", "-", mixed.slice(0, 20)),
    aws_access_key_id: join("AKIA", "IOSFODNN7EXAMPLE"),
    anthropic_key: join("sk-", "ant-api03-", mixed),
    openrouter_key: join("sk-", "or-v1-", hex, hex),
    openai_project_key: join("sk-", "proj-", mixed),
    openai_key: join("sk-", mixed),
    slack_token: join("xoxb", "-123456789012-", mixed.slice(0, 24)),
    slack_app_token: join("xapp", "-1-A0123-456-", mixed),
    slack_webhook: join("https://hooks.slack", ".com/services/T0000/B0000/", mixed.slice(0, 24)),
    discord_webhook: join("https://discord", ".com/api/webhooks/123456789012345678/", mixed),
    google_api_key: join("AIza", mixed.slice(0, 35)),
    google_oauth_secret: join("GOCSPX", "-", mixed.slice(0, 28)),
    google_access_token: join("ya29", ".", mixed),
    npm_token: join("npm", "_", mixed.slice(0, 36)),
    pypi_token: join("pypi", "-AgEIcHlwaS5vcmc", mixed, mixed),
    stripe_key: join("sk", "_live_", mixed.slice(0, 24)),
    stripe_webhook_secret: join("whsec", "_", mixed.slice(0, 32)),
    sendgrid_key: join("SG", ".", mixed.slice(0, 22), ".", mixed),
    twilio_key: join("SK", hex),
    huggingface_token: join("hf", "_", mixed.slice(0, 34)),
    digitalocean_token: join("dop", "_v1_", hex, hex),
    docker_token: join("dckr", "_pat_", mixed.slice(0, 27)),
    shopify_token: join("shpat", "_", hex),
    linear_key: join("lin", "_api_", mixed),
    atlassian_token: join("ATATT3", mixed, mixed),
    databricks_token: join("dapi", hex),
    vault_token: join("hvs", ".", mixed),
    telegram_bot_token: join("123456789", ":AA", mixed.slice(0, 33)),
    age_secret_key: join("AGE-SECRET", "-KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE"),
    json_web_token: join("eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0", ".", mixed),
  }).map(([name, secret]) => [name, { text: secret, secret }]),
);

/** Credentials that are known only by what stands around them. */
export const plantedInContext: Readonly<Record<string, readonly { readonly text: string; readonly secret: string }[]>> =
  {
    private_key: [
      {
        text: "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n9w0BAQEF\n-----END PRIVATE KEY-----",
        secret: "MIIEvQIBADANBgkqhkiG",
      },
      {
        text: "-----BEGIN RSA PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG\\n-----END RSA PRIVATE KEY-----",
        secret: "MIIEvQIBADANBgkqhkiG",
      },
      {
        text: "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB\n\nMIIEvQIBADAN\n-----END RSA PRIVATE KEY-----",
        secret: "MIIEvQIBADAN",
      },
      { text: "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA", secret: "b3BlbnNzaC1rZXktdjEA" },
      {
        text: "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQdGBGAAAAAB\n-----END PGP PRIVATE KEY BLOCK-----",
        secret: "lQdGBGAAAAAB",
      },
      {
        text: "k.pem:1:-----BEGIN PRIVATE KEY-----\nk.pem:2:MIIEvQIBADANBgkqhkiG\nk.pem:3:-----END PRIVATE KEY-----",
        secret: "MIIEvQIBADANBgkqhkiG",
      },
    ],
    aws_secret_access_key: [
      { text: join("AWS_SECRET_ACCESS_KEY=", "wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"), secret: "wJalrXUtnFEMI" },
      {
        text: join("aws_secret_access_key = ", "wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"),
        secret: "wJalrXUtnFEMI",
      },
      { text: join('"SecretAccessKey": "', "wJalrXUtnFEMI/K7MDENG/", 'bPxRfiCYEXAMPLEKEY"'), secret: "wJalrXUtnFEMI" },
    ],
    aws_session_token: [{ text: join("AWS_SESSION_TOKEN=", mixed, mixed, mixed), secret: mixed }],
    azure_account_key: [{ text: join("AccountName=x;AccountKey=", mixed, mixed, "==;"), secret: mixed }],
    url_password: [
      { text: "postgres://app:correcthorse@db.example.com:5432/app", secret: "correcthorse" },
      { text: "https://alex:s3cr3t-pw@git.example.com/x.git", secret: "s3cr3t-pw" },
      { text: "redis://:only-a-password@cache:6379", secret: "only-a-password" },
    ],
    authorization_header: [
      { text: "Authorization: Bearer 0123456789abcdef", secret: "0123456789abcdef" },
      { text: "authorization: Basic YWxleDpzM2NyM3Q=", secret: "YWxleDpzM2NyM3Q" },
      { text: 'Authorization = "ApiKey mnd-0123456789"', secret: "mnd-0123456789" },
    ],
    bearer_token: [{ text: "uses bearer 0123456789abcdefghij", secret: "0123456789abcdefghij" }],
    api_key_scheme: [{ text: "header ApiKey 0123456789abcdefghij", secret: "0123456789abcdefghij" }],
    key_header: [
      { text: "x-api-key: 0123456789abcdef", secret: "0123456789abcdef" },
      { text: "PRIVATE-TOKEN: 0123456789abcdef", secret: "0123456789abcdef" },
      { text: "X-Honeycomb-Team=0123456789abcdef", secret: "0123456789abcdef" },
    ],
    assignment: [
      { text: "DB_PASSWORD=hunter2hunter2", secret: "hunter2hunter2" },
      { text: "export API_TOKEN='tok tok tok'", secret: "tok tok tok" },
      { text: "https://example.com/?x=1&api_key=0123456789&y=2", secret: "0123456789" },
      { text: "Server=db;User Id=sa;Password=Sup3rSecret;", secret: "Sup3rSecret" },
    ],
    quoted_password: [
      { text: '{"password": "correct horse battery"}', secret: "correct horse battery" },
      { text: "password: 'correct horse battery'", secret: "correct horse battery" },
    ],
    quoted_value: [
      { text: 'const apiKey = "0123456789";', secret: "0123456789" },
      { text: 'client_secret := "0123456789"', secret: "0123456789" },
    ],
    plain_password: [{ text: "password: hunter2", secret: "hunter2" }],
    command_line_password: [
      { text: "mysql --password hunter22", secret: "hunter22" },
      { text: "tool --pass=abcdefgh", secret: "abcdefgh" },
    ],
    command_line_user: [{ text: "curl -u alex:hunter2 https://example.com", secret: "hunter2" }],
    netrc_password: [{ text: "machine example.com login alex password hunter2", secret: "hunter2" }],
  };

/** Ordinary text in which nothing may be taken for a secret. */
export const harmless: readonly string[] = [
  "function login(password: string, token: string): Promise<Token> {",
  "const password = getPassword();",
  'password="$DB_PASSWORD"',
  join("export TOKEN=$", "{TOKEN}"),
  "Authorization: Bearer $TOKEN",
  "--password-stdin",
  "throw new SyntaxError(\"Unexpected token: 'end of input'\")",
  "cache-key: node-modules-linux-x64",
  'token: "string"',
  "token_count=1234567 max_tokens=100000",
  "src/components/task-list-for-new-customers.tsx risk-assessment-template-2026",
  "git clone https://github.com/openai/codex.git",
  "http://localhost:4317/v1/logs?x=a@b",
  "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----",
  "commit 3f786850e387550fdab836ed7e6dc881de23001b",
  "01a20842-defc-7682-90d9-225e4a11f518",
  "The password is asked for; the token is kept in the keychain.",
  'header_name = "authorization"',
  "<your-api-key> api_key=<your-api-key>",
  "docker run --user 1000:1000 image",
  "[SECRET:github_token] TOKEN=[SECRET:github_token]",
];
