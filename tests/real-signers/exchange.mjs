// What both parts share: running the program, receiving deliveries, and counting what went well.
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

let failures = 0;

/** Says whether something holds. */
export function check(what, holds, otherwise = '') {
  console.log(`${holds ? 'ok  ' : 'FAIL'}  ${what}${holds ? '' : `: ${otherwise}`}`);
  if (!holds) failures += 1;
}

export function finish() {
  process.exit(failures === 0 ? 0 : 1);
}

/** Runs `fetchwright webhook`. The secret goes through the environment. */
export function webhook(program, args, { secret, body } = {}) {
  return new Promise((resolve) => {
    const env = { ...process.env, SECRET: secret };
    const child = execFile(program, ['webhook', ...args], { env, encoding: 'buffer' }, (error, out, err) =>
      resolve({ code: error ? error.code : 0, out: out.toString(), err: err.toString() }));
    child.stdin.on('error', () => {});
    child.stdin.end(body);
  });
}

/** A receiver that hands each delivery with its raw body to `take`, and answers 400 where that throws. */
export async function receiver(take) {
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    try {
      await take(request, Buffer.concat(parts));
      response.writeHead(200).end();
    } catch (error) {
      response.writeHead(400).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** `webhook listen` on a free port: its address, and its lines one by one. */
export async function listening(program, args, secret) {
  const env = { ...process.env, SECRET: secret };
  const child = spawn(program, ['webhook', 'listen', '--port', '0', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [first] = await once(createInterface({ input: child.stderr }), 'line');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value);
  return { url: first.match(/http:\/\/[^,]+/)[0], next, end: () => child.kill('SIGINT') };
}

/** Headers as `webhook sign` prints them. */
export function headers(text) {
  return Object.fromEntries(text.trim().split('\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
}
