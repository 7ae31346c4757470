// Libraries that partners use, unchanged, against a live site: openid-client, jose and standardwebhooks.
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as oauth from "openid-client";
import { Webhook } from "standardwebhooks";

const { SITE, CLIENT_ID, CLIENT_SECRET, KSN, DELIVERY } = process.env;
const found = {};

// The site of the test speaks no TLS.
const server = await oauth.discovery(new URL(SITE), CLIENT_ID, undefined, oauth.ClientSecretBasic(CLIENT_SECRET), {
    algorithm: "oauth2",
    execute: [oauth.allowInsecureRequests],
});
const token = await oauth.clientCredentialsGrant(server, { scope: "status:read" });
found.token = { scope: token.scope, expires: token.expires_in, type: token.token_type };
const address = new URL(`${SITE}/api/v1/shippers/${KSN}`);
const asked = (headers) => oauth.fetchProtectedResource(server, token.access_token, address, "GET", null, headers);
found.answer = await (await asked(new Headers())).json();

const signed = await (await asked(new Headers({ Accept: "application/jwt" }))).text();
const keys = createRemoteJWKSet(new URL(server.serverMetadata().jwks_uri));
const verified = await jwtVerify(signed, keys, { issuer: server.serverMetadata().issuer, algorithms: ["ES256"] });
found.signed = { header: verified.protectedHeader, claims: verified.payload };

const { secret, headers, body } = JSON.parse(DELIVERY);
const webhook = new Webhook(secret);
found.delivery = webhook.verify(body, headers);
try {
    webhook.verify(`${body} `, headers);
} catch (error) {
    found.forged = error.name;
}
process.stdout.write(JSON.stringify(found));
