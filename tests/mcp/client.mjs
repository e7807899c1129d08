// The official TypeScript client against `fetchwright mcp`, over standard input and output.
import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const client = new Client({ name: "test", version: "1" });
await client.connect(new StdioClientTransport({ command: process.argv[2], args: ["mcp"] }));
const { tools } = await client.listTools();
assert.deepEqual(tools.map((tool) => tool.name), ["find", "operation", "type", "event", "changes", "add"]);
const call = async (name, args) => (await client.callTool({ name, arguments: args })).content[0].text;
assert.match(await call("find", { query: "send an email", client: "resend" }), /Client::send_email/);
assert.match(await call("operation", { operation: "POST /emails" }), /pub fn send_email/);
assert.match(await call("event", { event: "checkout.session.completed" }), /Event::CheckoutSessionCompleted/);
const { resourceTemplates } = await client.listResourceTemplates();
assert.equal(resourceTemplates.length, 5);
const read = await client.readResource({ uri: "fetchwright://resend/operation/POST%20/emails" });
assert.match(read.contents[0].text, /pub fn send_email/);
const wrong = await client.callTool({ name: "operation", arguments: { operation: "nothing like it" } });
assert.equal(wrong.isError, true);
await client.close();
