import type { ConfigInput } from '../../../lib/config/config-schema';
import { EVERY_OPTION } from '../../lib/every-option';
import { synthesize } from '../../lib/synthesize';
import { type Node, readSyntax, sourceFiles } from '../source-files';

/** The modules that open connections, and where a test shows that each gives up in time. */
const DOORS: Readonly<Record<string, string>> = {
  'lambda/adapters/http/https-client.ts': 'test/lambda/adapters/http/https-client.test.ts: deadline',
  'lambda/adapters/http/public-agent.ts': 'serves https-client alone',
  'lambda/adapters/aws-clients.ts':
    'test/lambda/adapters/aws-clients.test.ts: end a call that gets no answer',
};
/** Modules of the operator's command line that open connections: theirs carry CALL_LIMITS. */
const OPERATORS_DOORS = ['cli/connection/connect.ts'];

const NETWORK = /^(node:)?(https?|http2|net|tls|dgram|dns)(\/|$)/;
/** Functions and classes that make a connection. The rest of these modules (types, `isIP`) makes none. */
const CONNECTING = [
  'Agent',
  'HttpAgent',
  'HttpsAgent',
  'request',
  'httpRequest',
  'httpsRequest',
  'fetch',
  'connect',
];

interface Opening {
  readonly path: string;
  readonly what: string;
}

function openings(...folders: readonly string[]): Opening[] {
  return sourceFiles(...folders).flatMap(({ path, imports }) => {
    const usesNetwork = imports.some((name) => NETWORK.test(name));
    return readSyntax(path)
      .map((node) => readCallee(node))
      .filter((name) => opens(name, usesNetwork))
      .map((what) => ({ path, what }));
  });
}

function opens(name: string, usesNetwork: boolean): boolean {
  const isAwsClient = /^(?!Https)[A-Z]\w*Client$/.test(name);
  return isAwsClient || name === 'fetch' || (usesNetwork && CONNECTING.includes(name));
}

function readCallee(node: Node): string {
  const calls = ['CallExpression', 'NewExpression', 'ClassDeclaration'].includes(node.type);
  const callee = (node.type === 'ClassDeclaration' ? node.superClass : node.callee) as
    | { value?: string }
    | null
    | undefined;
  return (calls && callee?.value) || '';
}

const listFiles = (found: readonly Opening[]) => [...new Set(found.map(({ path }) => path))].sort();

describe('connections to the outside', () => {
  it('are opened by the functions in these modules alone, each with a time-out of its own', () => {
    expect(listFiles(openings('lambda'))).toEqual(Object.keys(DOORS).sort());
  });

  it('are opened by the constructs in no module: synth asks nobody', () => {
    expect(openings('lib', 'bin')).toEqual([]);
  });

  it('are opened by the command line in few modules, and none without a time-out', () => {
    const files = sourceFiles('cli');
    const untimed = openings('cli').filter(({ path, what }) => {
      const { words = [] } = files.find((file) => file.path === path) ?? {};
      const limits = { fetch: 'timeout', request: 'setTimeout' } as Record<string, string>;
      return !words.includes('CALL_LIMITS') && !words.includes(limits[what] ?? 'CALL_LIMITS');
    });
    expect(untimed).toEqual([]);
    expect(listFiles(openings('cli'))).toEqual(expect.arrayContaining(OPERATORS_DOORS));
  });
});

describe.each<[string, Partial<ConfigInput>]>([
  ['the default', {}],
  ['every option', EVERY_OPTION],
])('the template of %s', (_name, config) => {
  const text = JSON.stringify(synthesize(config).toJSON());

  it('never lifts what production forbids: no LOCAL_ORIGINS, no http, no loopback', () => {
    expect(text).not.toContain('LOCAL_ORIGINS');
    expect(text).not.toMatch(/http:\/\//);
    expect(text).not.toMatch(/127\.0\.0\.1|localhost|\[::1\]/);
  });

  it('never loosens TLS', () => {
    expect(text).not.toMatch(/NODE_TLS_REJECT_UNAUTHORIZED|NODE_EXTRA_CA_CERTS|NODE_OPTIONS|HTTPS?_PROXY/i);
  });
});
