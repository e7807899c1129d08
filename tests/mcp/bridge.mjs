// MCP over HTTP in front of `fetchwright mcp`, for test suites that know servers only by URL. It is part of the tests and of nothing else.
//
//   node tests/mcp/bridge.mjs target/debug/fetchwright   →   http://127.0.0.1:PORT/mcp
//
// It adds what HTTP has and standard input has not: status codes, sessions by header, the check of `Origin`, and the comparison of the
// protocol's headers with the message. Every message is passed on as it is, but for its id, which is unique in each process.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";

const VERSION = "io.modelcontextprotocol/protocolVersion";

/** A running server: one for each session, and one for all requests that are self-contained. */
class Process {
  #waiting = new Map();
  #next = 1;

  constructor(command) {
    this.child = spawn(command, ["mcp"], { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.child.stdout }).on("line", (line) => this.#receive(JSON.parse(line)));
  }

  #receive(message) {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    waiting?.(message);
  }

  async request(message) {
    const id = this.#next++;
    const response = await new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.notify({ ...message, id });
    });
    return { ...response, id: message.id };
  }

  notify(message) {
    this.child.stdin.write(`${JSON.stringify(message)}\n`);
  }
}

const command = process.argv[2];
const sessions = new Map();
const shared = new Process(command);

/** The status of a response. */
function status(response) {
  switch (response.error?.code) {
    case -32601:
      return 404;
    case -32602:
    case -32600:
    case -32020:
    case -32021:
    case -32022:
      return 400;
    default:
      return 200;
  }
}

/** What the headers of a self-contained request contradict in its body. */
function mismatch(headers, message) {
  const version = message.params?._meta?.[VERSION];
  const name = message.params?.name ?? message.params?.uri;
  const wanted = [
    ["mcp-protocol-version", version],
    ["mcp-method", message.method],
    ["mcp-name", ["tools/call", "resources/read", "prompts/get"].includes(message.method) ? name : undefined],
  ];
  return wanted.find(([header, value]) => value !== undefined && headers[header] !== value)?.[0];
}

async function post(headers, message) {
  const session = headers["mcp-session-id"];
  if (message.method === "initialize" && message.params?._meta?.[VERSION] === undefined) {
    const id = randomUUID();
    const started = new Process(command);
    sessions.set(id, started);
    return { body: await started.request(message), headers: { "mcp-session-id": id } };
  }
  if (session !== undefined && !sessions.has(session)) {
    return { status: 404, body: { jsonrpc: "2.0", id: message.id ?? null, error: { code: -32001, message: "no such session" } } };
  }
  const target = sessions.get(session) ?? shared;
  if (message.id === undefined) {
    target.notify(message);
    return { status: 202 };
  }
  const wrong = target === shared ? mismatch(headers, message) : undefined;
  if (wrong !== undefined) {
    const error = { code: -32020, message: `the header ${wrong} differs from the body` };
    return { status: 400, body: { jsonrpc: "2.0", id: message.id, error } };
  }
  const body = await target.request(message);
  return { status: target === shared ? status(body) : 200, body };
}

function end(id) {
  const known = sessions.get(id);
  known?.child.kill();
  sessions.delete(id);
  return { status: known ? 204 : 404 };
}

async function respond(request) {
  const local = (host) => ["127.0.0.1", "localhost", "[::1]"].includes(host);
  const { host, origin } = request.headers;
  if (!local(new URL(`http://${host}`).hostname) || (origin && !local(new URL(origin).hostname))) {
    return { status: 403 };
  }
  if (request.method === "DELETE") {
    return end(request.headers["mcp-session-id"]);
  }
  if (request.method !== "POST") {
    return { status: 405 };
  }
  let text = "";
  for await (const part of request) {
    text += part;
  }
  return post(request.headers, JSON.parse(text));
}

const server = createServer(async (request, response) => {
  const { status = 200, body, headers = {} } = await respond(request).catch((error) => ({
    status: 400,
    body: { jsonrpc: "2.0", id: null, error: { code: -32700, message: String(error) } },
  }));
  response.writeHead(status, { ...headers, ...(body && { "content-type": "application/json" }) });
  response.end(body && JSON.stringify(body));
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/mcp`));
process.on("SIGTERM", () => {
  shared.child.kill();
  sessions.forEach((session) => session.child.kill());
  process.exit(0);
});
