import { scriptedProvider } from "../test/programs/codexSession.ts";

const accountId = "3f0c9b52-6d0e-4a7a-9f35-0f6f7c1f4f10";
const userId = "user-Q3vB7nT1xKd0";

/** What Codex keeps of a person who signed in with ChatGPT. Nobody signed it, and no such person exists. */
export function signedInPerson(): string {
  const inToken = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const claims = {
    email: "alex.rivera@example.com",
    exp: 4102444800,
    "https://api.openai.com/auth": {
      chatgpt_plan_type: "pro",
      chatgpt_user_id: userId,
      user_id: userId,
      chatgpt_account_id: accountId,
    },
  };
  const token = `${inToken({ alg: "none", typ: "JWT" })}.${inToken(claims)}.${Buffer.from("unsigned").toString("base64url")}`;
  const tokens = { id_token: token, access_token: token, refresh_token: "not-a-real-token", account_id: accountId };
  return JSON.stringify({ auth_mode: "chatgpt", tokens, last_refresh: new Date().toISOString() });
}

/** The provider of {@link scriptedProvider} for that person. What Codex asks ChatGPT itself goes to the model too. */
export const signedInProvider = (baseUrl: string): string =>
  `chatgpt_base_url = "${baseUrl}"\n${scriptedProvider(baseUrl).replace(/^env_key = .*$/m, "requires_openai_auth = true")}`;
