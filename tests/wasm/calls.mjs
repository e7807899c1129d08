// Calls of a client in wasm, against a server on this machine.
//
//   node calls.mjs FOLDER      with the modules that wasm-bindgen wrote for node
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createServer as createTcpServer } from "node:net";
import { gzipSync } from "node:zlib";

const wasm = createRequire(import.meta.url)(`${process.argv[2]}/wasm_calls.js`);

// What a server does with each request; it keeps what it was sent, and whether the other side went away before the response.
async function serve(...responses) {
    const requests = [];
    const server = createServer(async (request, response) => {
        const chunks = [];
        for await (const chunk of request) chunks.push(chunk);
        const seen = { line: `${request.method} ${request.url}`, headers: request.headers, body: Buffer.concat(chunks).toString() };
        seen.gone = new Promise((resolve) => response.on("close", () => resolve(!response.writableFinished)));
        const respond = responses[Math.min(requests.length, responses.length - 1)];
        requests.push(seen);
        respond(response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    open.push(server);
    return { url: `http://127.0.0.1:${server.address().port}`, requests };
}
const open = [];

const json = (status, body, headers = {}) => (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
const user = json(200, { sub: "110", name: "Zoë" });
const silent = () => {};

async function freePort() {
    const server = createTcpServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address();
    server.close();
    await once(server, "close");
    return port;
}

const tests = {
    async "a typed response"() {
        const server = await serve(user);
        assert.equal(await wasm.typed(server.url), '110 Some("Zoë")');
        const [{ line, headers }] = server.requests;
        assert.equal(line, "GET /v1/userinfo");
        assert.equal(headers.authorization, "Bearer canary-bearer");
        assert.equal(headers["user-agent"], "google");
    },
    async "an error of the API"() {
        const server = await serve(json(400, { error: "invalid_token", error_description: "no" }));
        assert.equal(await wasm.refused(server.url), 'Some(400) Some("invalid_token") Some("invalid_token")');
    },
    async "a list in pages"() {
        const calendar = (id) => ({ kind: "calendar#calendarListEntry", etag: "1", id, summary: id });
        const page = (id, more) => json(200, { kind: "calendar#calendarList", etag: "1", items: [calendar(id)], ...more });
        const server = await serve(page("a", { nextPageToken: "t&1" }), page("b", {}));
        assert.equal(await wasm.pages(server.url), '["a", "b"]');
        assert.match(server.requests[1].line, /[?]pageToken=t%261$/);
    },
    async "another attempt after 503"() {
        const server = await serve(json(503, {}, { "retry-after": "0" }), user);
        assert.equal(await wasm.typed(server.url), '110 Some("Zoë")');
        assert.equal(server.requests.length, 2);
    },
    async "a response that takes too long, and is aborted"() {
        const server = await serve(silent);
        assert.match(await wasm.slow(server.url), /^Timeout\((Call|Attempt)\) sent=true status=None: .*no response within/);
        for (const { gone } of server.requests) assert.equal(await gone, true);
    },
    async "a call that is dropped is aborted"() {
        let server;
        const arrived = new Promise((resolve) => (server = serve(resolve)));
        server = await server;
        assert.equal(await wasm.dropped(server.url, arrived), "dropped");
        assert.equal(server.requests.length, 1);
        assert.equal(await server.requests[0].gone, true);
    },
    async "a body and what was decoded by the host"() {
        const packed = gzipSync("x".repeat(100_000));
        const server = await serve((response) => {
            const headers = { "content-type": "text/plain", "content-encoding": "gzip", "set-cookie": ["a=1", "b=2"] };
            response.writeHead(200, headers).end(packed);
        });
        assert.equal(await wasm.fetched(server.url, "POST", "/any?a=b", "wörter"), "200 [1, 0, 2] 100000");
        const [{ line, headers, body }] = server.requests;
        assert.deepEqual([line, headers["content-type"], body], ["POST /any?a=b", "text/plain; charset=utf-8", "wörter"]);
    },
    async "no body in either direction"() {
        const server = await serve((response) => response.writeHead(204).end());
        assert.equal(await wasm.fetched(server.url, "POST", "/", undefined), "204 [0, 0, 0] 0");
        assert.equal(server.requests[0].headers["content-length"], "0");
    },
    async "a response that is too large is not read to its end"() {
        const server = await serve((response) => {
            response.writeHead(200);
            const more = () => response.destroyed || response.write(Buffer.alloc(65_536), () => setImmediate(more));
            more();
        });
        const told = await wasm.fetched(server.url, "GET", "/", undefined);
        assert.match(told, /^Transport sent=true .*larger than 1048576 bytes/);
        assert.equal(await server.requests[0].gone, true);
    },
    async "a response that breaks off"() {
        const server = await serve((response) => {
            response.writeHead(200, { "content-length": "100" }).write("half");
            setTimeout(() => response.destroy(), 20);
        });
        assert.match(await wasm.fetched(server.url, "POST", "/", "once"), /^Transport sent=true status=None: .*fetch failed with TypeError/);
        assert.equal(server.requests.length, 1);
    },
    async "a redirect is not followed"() {
        const other = await serve(user);
        const server = await serve((response) => response.writeHead(307, { location: `${other.url}/stolen` }).end());
        assert.match(await wasm.fetched(server.url, "POST", "/", "secret"), /^Api sent=true status=Some\(307\)/);
        assert.equal(other.requests.length, 0);
    },
    async "where a browser keeps a redirect to itself"() {
        const server = await serve(user);
        const { fetch } = globalThis;
        globalThis.fetch = async () => Object.defineProperty(Response.error(), "type", { value: "opaqueredirect" });
        const told = await wasm.fetched(server.url, "POST", "/", "secret");
        globalThis.fetch = fetch;
        assert.match(told, /^Transport sent=true status=None: .*redirects the request/);
    },
    async "nobody listens, and no error tells the secret"() {
        const told = await wasm.secret(`http://127.0.0.1:${await freePort()}`);
        assert.match(told, /^Transport sent=false status=None: .*fetch failed with TypeError, ECONNREFUSED/);
        assert.doesNotMatch(told, /canary/);
    },
    async "what the host cannot send is an error without its words"() {
        const told = await wasm.fetched("http://127.0.0.1:1", "GET", "/?key=canary", "a body that GET cannot have");
        assert.match(told, /^Transport sent=.*fetch failed with TypeError/);
        assert.doesNotMatch(told, /canary|body that/);
    },
    async "what a browser says itself"() {
        const server = await serve(user);
        const { fetch } = globalThis;
        let init;
        globalThis.fetch = (url, options) => fetch(url, (init = options));
        globalThis.location = { href: "https://example.com/" };
        assert.equal(await wasm.typed(server.url), '110 Some("Zoë")');
        delete globalThis.location;
        globalThis.fetch = fetch;
        assert.notEqual(server.requests[0].headers["user-agent"], "google");
        assert.deepEqual([init.credentials, init.redirect], ["omit", "manual"]);
    },
    async "limits, by the host's timers"() {
        const server = await serve(user);
        assert.equal(await wasm.limited(server.url), "waited: true");
    },
    async "the calendar and chance"() {
        const [seconds, many] = wasm.clock().split(" ").map(Number);
        assert.ok(Math.abs(seconds - Date.now() / 1000) < 60);
        assert.equal(many, 1000);
    },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
    try {
        await test();
        console.log(`ok ${name}`);
    } catch (error) {
        failed += 1;
        console.log(`failed: ${name}\n${error.stack}`);
    }
    for (const server of open.splice(0)) {
        server.closeAllConnections();
        server.close();
    }
}
// Each attempt has a timer of 30 seconds, and node would wait for it.
const timers = process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
if (timers > 0) {
    failed += 1;
    console.log(`failed: ${timers} timers are left`);
}
console.log(`${Object.keys(tests).length + 1 - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
