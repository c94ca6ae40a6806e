// Talking to the server without being fooled: what is not JSON of ours, in time, is no answer at all. A dead session
// answers with a page (200, text/html), a hotspot with its own; neither may count as "received".
export class NoAnswer extends Error {}

export async function talk(url, { body, csrf, etag, wait = 30_000 } = {}) {
  const headers = { Accept: "application/json" };
  if (csrf) headers["X-CSRFToken"] = csrf;
  if (etag) headers["If-None-Match"] = etag;
  if (body) headers["Content-Type"] = "application/json";
  let response;
  let data = null;
  try {
    response = await fetch(url, {
      method: body ? "POST" : "GET",
      body: body && JSON.stringify(body),
      headers,
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      signal: AbortSignal.timeout(wait),
    });
    if (response.headers.get("Content-Type")?.startsWith("application/json")) data = await response.json();
  } catch (error) {
    throw new NoAnswer(error.message);
  }
  if (response.status !== 304 && (data === null || typeof data !== "object")) throw new NoAnswer("not our JSON");
  return { status: response.status, data, etag: response.headers.get("ETag"), date: response.headers.get("Date") };
}

export const askWho = async () => {
  const answer = await talk("/akun/siapa/");
  if (answer.status === 401) return null;
  if (answer.status !== 200 || !answer.data.user || !answer.data.csrf) throw new NoAnswer("nobody we know");
  return answer.data;
};
