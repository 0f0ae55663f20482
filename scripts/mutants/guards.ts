import type { OwnTestMutant } from './own-test';

const ADAPTERS = 'lambda/adapters';
const PROVIDERS = 'lambda/providers';
const NAMES_TEST = 'test/adapters/https-client.hostile-names.test.ts';
const ANSWERS_TEST = 'test/adapters/https-client.hostile-answers.test.ts';
const REDIRECTS_TEST = 'test/providers/extend/link-redirects.test.ts';

/** What stands between a hostile address or answer and us, one by one (SECURITY.md). */
export const GUARDS: readonly OwnTestMutant[] = [
  {
    name: 'no-lookup-guard',
    about: 'a name is connected to wherever it leads',
    file: `${ADAPTERS}/public-lookup.ts`,
    find: 'return addresses.every(({ address }) => isPublicAddress(address)) ? null : refused();',
    replace: 'return addresses.length > 0 ? null : refused();',
    test: NAMES_TEST,
    title: 'a public address first and a private one at the connection',
  },
  {
    name: 'one-public-address-is-enough',
    about: 'a name with one public address is let through whatever the others are',
    file: `${ADAPTERS}/public-lookup.ts`,
    find: 'addresses.every(',
    replace: 'addresses.some(',
    test: NAMES_TEST,
    title: 'tries none of several addresses when one is private: first',
  },
  {
    name: 'no-socket-guard',
    about: 'nobody looks where the socket really ended',
    file: `${ADAPTERS}/public-agent.ts`,
    find: "if (!isPublicAddress(socket.remoteAddress ?? '')) {",
    replace: 'if (socket.remoteAddress === undefined) {',
    test: NAMES_TEST,
    title: 'sends nothing when the socket ends at a private address',
  },
  {
    name: 'no-literal-guard',
    about: 'an address in place of a name is not judged before the connection',
    file: `${ADAPTERS}/https-client.ts`,
    find: 'if (isIP(host) && !isPublicAddress(host)) {',
    replace: 'if (isIP(host) > 6) {',
    test: NAMES_TEST,
    title: 'refuses loopback however it is written: decimal',
  },
  {
    name: 'metadata-forgotten',
    about: 'link-local addresses, the metadata service among them, count as public',
    file: `${ADAPTERS}/public-address.ts`,
    find: "  ['169.254.0.0', 16],\n",
    replace: '',
    test: 'test/adapters/public-address.property.test.ts',
    title: 'lets nothing of 169.254.0.0/16 through, in any embedding',
  },
  {
    name: 'wrapped-addresses',
    about: 'an IPv4 address wrapped into IPv6 counts as public',
    file: `${ADAPTERS}/public-address.ts`,
    find: "return family === 6 && routedIpv6.check(address, 'ipv6') && !special.check(address, 'ipv6');",
    replace: "return family === 6 && !special.check(address, 'ipv6');",
    test: 'test/adapters/public-address.property.test.ts',
    title: 'lets no public IPv4 address through that is wrapped into IPv6',
  },
  {
    name: 'redirects-not-judged',
    about: 'only the first address of a link is judged, no redirect',
    file: `${ADAPTERS}/https-client.ts`,
    find: 'const url = this.permitted(request.url);',
    replace:
      "const url = request.url.includes('signed') ? this.permitted(request.url) : new URL(request.url);",
    test: REDIRECTS_TEST,
    title: 'is judged anew at every hop, not at the first alone',
  },
  {
    name: 'any-local-port',
    about: 'one allowed loopback origin allows every http address of that host',
    file: `${ADAPTERS}/https-client.ts`,
    find: 'this.localOrigins = new Set(props.localOrigins);',
    replace:
      "const local = props.localOrigins ?? [];\n    this.localOrigins = { has: (one: string) => local.some((o) => o.split(':')[1] === one.split(':')[1]) } as never;",
    test: REDIRECTS_TEST,
    title: 'goes no further than the server itself: http on another port',
  },
  {
    name: 'endless-redirects',
    about: 'redirects are followed without a bound',
    file: `${PROVIDERS}/extend/follow-link.ts`,
    find: 'const MAX_REDIRECTS = 3;',
    replace: 'const MAX_REDIRECTS = 300;',
    test: REDIRECTS_TEST,
    title: 'is left after three redirects',
  },
  {
    name: 'token-to-any-host',
    about: 'nobody compares the address of an API call with the configured one',
    file: `${PROVIDERS}/shared/base-url.ts`,
    find: 'return url.origin === root.origin && ',
    replace: 'return root.origin.length > 0 && ',
    test: 'test/providers/shared/base-url.test.ts',
    title: 'never leaves the host of its base, whatever the path',
  },
  {
    name: 'token-to-any-path',
    about: 'an API call joins base URL and path as they are',
    file: `${PROVIDERS}/shared/api-get.ts`,
    find: 'const url = urlUnder(call.base, call.path);',
    replace: 'const url = urlUnder.length > 2 ? urlUnder(call.base, call.path) : call.base + call.path;',
    test: 'test/providers/shared/api-get.test.ts',
    title: 'is not made, and asks for no token, when its path leads out of the base URL',
  },
  {
    name: 'token-follows-redirects',
    about: 'the client follows redirects by itself, with all headers',
    file: `${ADAPTERS}/https-client.ts`,
    find: 'return await this.attempt(url, request, signal);',
    replace:
      'const answer = await this.attempt(url, request, signal);\n      const { location } = answer.headers;\n      return location ? await this.get({ ...request, url: location }) : answer;',
    test: 'test/providers/api-token.test.ts',
    title: 'follows no redirect (HTTP 307): it is an error, and nobody else hears the token',
  },
  {
    name: 'no-size-cap',
    about: 'a body is read to its end, whatever its size',
    file: `${ADAPTERS}/read-response.ts`,
    find: 'if (end > maxBytes) {',
    replace: 'if (end < 0) {',
    test: 'test/adapters/https-client.test.ts',
    title: 'refuses a body that turns out to be over the limit',
  },
  {
    name: 'upgrade-hangs',
    about: 'a connection that closes without a response is not noticed',
    file: `${ADAPTERS}/https-client.ts`,
    find: ".once('close', closed).end();",
    replace: ".once('upgrade-never', closed).end();",
    test: ANSWERS_TEST,
    title: 'is answered with another protocol (101)',
  },
  {
    name: 'no-deadline',
    about: 'a call is waited for as long as it takes',
    file: `${ADAPTERS}/https-client.ts`,
    find: 'const signal = AbortSignal.timeout(limit);',
    replace: 'const signal = AbortSignal.timeout(limit + 600_000);',
    test: 'test/adapters/https-client.test.ts',
    title: 'ends a call whose body does not end',
  },
];
