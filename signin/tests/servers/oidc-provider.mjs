// A strict OpenID provider: PKCE is required, `iss` is sent, and e-mail addresses are in userinfo alone.
//   node oidc-provider.mjs PORT REDIRECT_URI…
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(`${process.env.FETCHWRIGHT_SIGNIN_SERVERS}/package.json`);
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));
const [port, ...redirect_uris] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: 'client', client_secret: 'provider-secret-of-this-site', redirect_uris }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  pkce: { required: () => true },
  cookies: { keys: ['only for tests'] },
  // Any name may sign in; names that begin with "un" have an unverified address.
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: id, email: `${id}@corp.example`, email_verified: !id.startsWith('un') }),
  }),
});
provider.listen(Number(port), '127.0.0.1');
