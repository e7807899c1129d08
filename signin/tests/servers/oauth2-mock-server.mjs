// A provider that asks nobody and bends its answers as the query of the authorization URL says (`bend=aud` and the like).
//   node oauth2-mock-server.mjs PORT
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(`${process.env.FETCHWRIGHT_SIGNIN_SERVERS}/package.json`);
const { OAuth2Server } = await import(pathToFileURL(require.resolve('oauth2-mock-server')));
const server = new OAuth2Server();
await server.issuer.keys.generate('RS256');
let bend;
server.service.on('beforeAuthorizeRedirect', (redirect, request) => { bend = request.query.bend; });
server.service.on('beforeTokenSigning', (token) => {
  Object.assign(token.payload, { sub: 'ada', email: 'ada@corp.example', email_verified: bend === 'email' ? 'false' : true });
  if (bend === 'aud') token.payload.aud = 'somebody else';
  if (bend === 'iss') token.payload.iss = 'https://evil.example';
  if (bend === 'nonce') token.payload.nonce = 'another';
  if (bend === 'exp') token.payload.exp = 1;
});
server.service.on('beforeResponse', (response) => {
  if (bend === 'error') Object.assign(response, { statusCode: 400, body: { error: 'invalid_grant', error_description: 'bent' } });
  if (bend === '500') Object.assign(response, { statusCode: 500, body: '<h1>Error</h1>' });
  if (bend === 'type') response.body.token_type = 'mac';
});
await server.start(Number(process.argv[2]), '127.0.0.1');
