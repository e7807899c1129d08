// localstripe sends signed webhooks by itself: `webhook listen` takes them.
import { spawn } from 'node:child_process';

import { check, finish, listening, receiver } from './exchange.mjs';

const [program, localstripe] = process.argv.slice(2);
const secret = 'whsec_of_localstripe';

/** A port that is free now. localstripe does not take 0. */
const { url: free, close } = await receiver(() => {});
close();
const port = new URL(free).port;
const base = `http://127.0.0.1:${port}`;
const server = spawn(localstripe, ['--port', port, '--from-scratch'], { stdio: 'ignore' });
process.on('exit', () => server.kill());

for (let tries = 0; ; tries += 1) {
  if (await fetch(base).then(() => true, () => false)) break;
  if (tries === 100) throw new Error('localstripe does not answer');
  await new Promise((resolve) => setTimeout(resolve, 100));
}

const form = (fields) => ({
  method: 'POST',
  headers: { authorization: `Basic ${btoa('sk_test_12345:')}` },
  body: new URLSearchParams(fields),
});

const bodies = [];
const target = await receiver((_, raw) => bodies.push(JSON.parse(raw)));
const listens = await listening(program, ['--forward-to', target.url, '--scheme', 'stripe', '--secret', 'env:SECRET'], secret);
await fetch(`${base}/_config/webhooks/one`, form({ url: listens.url, secret }));
await fetch(`${base}/v1/customers`, form({ email: 'ada@example.com' }));
const line = await listens.next();
check('localstripe: its customer.created is valid', line.outcome === 'valid' && line.event === 'customer.created', JSON.stringify(line));
check('localstripe: and forwarded as it was', bodies[0]?.data?.object?.email === 'ada@example.com' && bodies[0].id === line.id);

await fetch(`${base}/_config/webhooks/one`, form({ url: listens.url, secret: 'whsec_another' }));
await fetch(`${base}/v1/customers`, form({ email: 'eve@example.com' }));
const refused = await listens.next();
check('localstripe: with another secret it is refused', refused.outcome === 'refused', JSON.stringify(refused));

listens.end();
target.close();
server.kill();
finish();
