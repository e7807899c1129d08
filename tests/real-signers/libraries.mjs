// Deliveries signed by the official libraries are verified, and signed ones are given to them.
import { sign, verify } from '@octokit/webhooks-methods';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';

import { check, finish, headers, receiver, webhook } from './exchange.mjs';

const [program, specs] = process.argv.slice(2);
const stripe = new Stripe('sk_test_1');
const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'email.sent', text: 'ünïcode 👩‍👩‍👧 \u2028' }, null, 2);

/** The libraries: how each signs, and how it verifies. Signing gives headers, verifying throws. */
const libraries = {
  stripe: {
    secret: 'whsec_test_5ecret',
    sign: (secret) => ({ 'Stripe-Signature': stripe.webhooks.generateTestHeaderString({ payload: body, secret }) }),
    verify: (secret, raw, sent) => stripe.webhooks.constructEvent(raw, sent['stripe-signature'], secret),
    spec: 'stripe.yaml',
    events: ['checkout.session.completed', 'customer.subscription.updated', 'charge.refunded'],
  },
  svix: {
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    sign: (secret) => family(new SvixWebhook(secret), 'svix'),
    verify: (secret, raw, sent) => new SvixWebhook(secret).verify(raw, sent),
  },
  'standard-webhooks': {
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    sign: (secret) => family(new StandardWebhook(secret), 'webhook'),
    verify: (secret, raw, sent) => new StandardWebhook(secret).verify(raw, sent),
  },
  resend: {
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    sign: (secret) => family(new SvixWebhook(secret), 'svix'),
    verify: (secret, raw, sent) => new SvixWebhook(secret).verify(raw, sent),
    spec: 'resend.yaml',
    events: ['email.sent', 'email.bounced'],
  },
  github: {
    secret: "It's a Secret to Everybody",
    sign: async (secret) => ({ 'X-Hub-Signature-256': await sign(secret, body) }),
    verify: async (secret, raw, sent) => {
      if (!await verify(secret, raw.toString(), sent['x-hub-signature-256'])) throw new Error('no match');
    },
    spec: 'github.yaml',
    events: ['ping', 'push'],
  },
};

/** Standard Webhooks, with either family of headers. */
function family(signer, prefix) {
  const at = new Date();
  return {
    [`${prefix}-id`]: 'msg_1',
    [`${prefix}-timestamp`]: String(Math.floor(at.getTime() / 1000)),
    [`${prefix}-signature`]: signer.sign('msg_1', at, body),
  };
}

for (const [scheme, library] of Object.entries(libraries)) {
  const { secret } = library;
  const ours = ['--scheme', scheme, '--secret', 'env:SECRET'];
  const named = Object.entries(await library.sign(secret)).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);

  const valid = await webhook(program, ['verify', ...ours, ...named, '--body', '-'], { secret, body });
  check(`${scheme}: what the library signs is valid`, valid.code === 0, valid.err);
  const changed = await webhook(program, ['verify', ...ours, ...named, '--body', '-'], { secret, body: `${body} ` });
  check(`${scheme}: the same with another body is refused`, changed.code === 1, changed.out);

  const signed = await webhook(program, ['sign', ...ours, '--body', '-'], { secret, body });
  check(`${scheme}: what is signed is valid for the library`, signed.code === 0 && await holds(library, body, headers(signed.out)), signed.err);
  check(`${scheme}: and not with another body`, !await holds(library, `${body} `, headers(signed.out)));

  for (const event of library.events ?? []) {
    await triggered(scheme, library, event, []);
    for (const tamper of ['body', 'signature', ...(scheme === 'github' ? [] : ['timestamp'])]) {
      await triggered(scheme, library, event, ['--tamper', tamper]);
    }
  }
}

async function holds(library, raw, sent) {
  try {
    await library.verify(library.secret, Buffer.from(raw), sent);
    return true;
  } catch {
    return false;
  }
}

/** Sends an event to a receiver that is written with the library. */
async function triggered(scheme, library, event, more) {
  const outcomes = [];
  const { url, close } = await receiver(async (request, raw) => {
    const taken = await holds(library, raw, request.headers);
    outcomes.push(taken);
    JSON.parse(raw);
    if (!taken) throw new Error('refused');
  });
  const { secret } = library;
  const args = ['trigger', event, '--spec', `${specs}/${library.spec}`, '--to', url, '--scheme', scheme, '--secret', 'env:SECRET'];
  const ran = await webhook(program, [...args, ...more], { secret });
  close();
  const wanted = more.length === 0;
  const what = wanted ? 'is taken' : `with a changed ${more[1]} is refused`;
  check(`${scheme}: ${event} ${what} by a receiver with the library`, ran.code === 0 && outcomes.join() === String(wanted), ran.err || ran.out);
}

finish();
