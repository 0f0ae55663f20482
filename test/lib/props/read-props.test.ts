import { Duration, Errors, Lazy, RemovalPolicy, SecretValue, Stack, Token } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  ExtendSource,
  ExtractionInbox,
  type ExtractionInboxProps,
  ExtractionProvider,
  LimaiSource,
  type LogLevel,
} from '../../../lib';
import { givenInbox, givenStackOf } from '../../support/stack/given-inbox';

/** What an app is told of these props: the lines of the message without its first and last. */
function refusalOf(props: object, stack: Stack = givenStackOf()): readonly string[] {
  try {
    givenInbox(props as Partial<ExtractionInboxProps>, stack);
  } catch (error) {
    const { message } = error as Error;
    expect(Errors.isValidationError(error)).toBe(true);
    const [first, ...lines] = message.split('\n');
    expect(first).toBe('ExtractionInbox Docs/Inbox:');
    expect(lines.pop()).toBe('docs/construct.md of extraction-inbox explains every prop.');
    return lines.map((line) => line.trim());
  }
  return [];
}

const token = () => Lazy.string({ produce: () => 'later' });
const LITERAL =
  'expected a literal value. It is checked and used at synth, before CloudFormation knows the value of a token.';

describe('the props of an inbox', () => {
  it('are refused all at once, each in the words of its prop', () => {
    expect(
      refusalOf({
        retryWindow: Duration.minutes(90),
        rawBodyRetention: Duration.days(0),
        logRetention: 91,
        batchSize: 11,
        sources: [LimaiSource.create('A b'), ExtendSource.create('runs', { baseUrl: 'http://example.com' })],
      }),
    ).toEqual([
      'sources[0].id: got "A b", expected 1 to 40 of a-z, 0-9 and -.',
      'retryWindow: got 1 hour 30 minutes, expected a whole number of hours from 1 to 288.',
      'batchSize: got 11, expected a whole number from 1 to 10.',
      'logRetention: got 91, expected one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653.',
      'rawBodyRetention: got 0 days, expected a whole number of days from 1 to 3650.',
      'sources[1].baseUrl: got "http://example.com", expected an https URL without query, such as https://api.example.com.',
    ]);
  });

  it.each<[string, object, readonly string[]]>([
    ['no source', { sources: [] }, ['sources: got [], expected at least one source.']],
    ['no list of sources', { sources: undefined }, ['sources: got nothing, expected a list of sources.']],
    [
      'a source twice',
      { sources: [LimaiSource.create('a'), ExtendSource.create('a')] },
      [
        'sources[1].id: got "a", expected an id that differs from sources[0].id by more than hyphens. Give each source an id of its own: it names its URL, its secrets and its records.',
      ],
    ],
    [
      'an object that is no source',
      { sources: [{ id: 'a', provider: 'limai' }] },
      [
        'sources[0]: got {"id":"a","provider":"limai"}, expected what LimaiSource.create(…) or ExtendSource.create(…) returns.',
      ],
    ],
    [
      'more sources than fit',
      { sources: Array.from({ length: 36 }, (_, index) => LimaiSource.create(`s${index}`)) },
      [
        'sources: got "36 sources", expected at most 35 in one stack. The first 35 fit. Give the others to an ExtractionInbox in another stack.',
      ],
    ],
    [
      'an unknown prop',
      { retrywindow: Duration.hours(1), vpc: 1 },
      [
        'retrywindow: got a prop of this name, expected no prop of this name. Did you mean retryWindow?',
        expect.stringMatching(
          /^vpc: got a prop of this name, expected one of the props sources, providerLimits, /,
        ),
      ],
    ],
    [
      'an unknown option of a source',
      { sources: [LimaiSource.create('a', { deploymentID: 'x' } as object)] },
      [
        'sources[0].deploymentID: got a prop of this name, expected no prop of this name. Did you mean deploymentId?',
      ],
    ],
    [
      'a number for a duration',
      { retryWindow: 24 },
      ['retryWindow: got 24, expected a Duration, such as Duration.hours(…).'],
    ],
    [
      'durations of a source that no run fits into',
      {
        sources: [
          ExtendSource.create('a', {
            reconcileInterval: Duration.hours(24),
            reconcileSettleTime: Duration.hours(24),
            reconcileHorizon: Duration.days(1),
          }),
        ],
      },
      [
        'sources[0].reconcileHorizon: got 1 day, expected at least 3 days, more than reconcileInterval and reconcileSettleTime together. Raise it, or lower the other two: no run would look at some documents.',
      ],
    ],
    [
      'bodies that expire before their events',
      { rawBodyRetention: Duration.days(3) },
      [
        'rawBodyRetention: got 3 days, expected at least 4 days: one day more than the longest retry window (72 hours). Raise it, or shorten retryWindow or notReadyWindow: an event whose body expires during its retries may be lost.',
      ],
    ],
    [
      'times that contradict each other',
      {
        eventBudget: Duration.seconds(60),
        retryWindow: Duration.hours(1),
        providerLimits: [{ provider: 'limai', inBatchConcurrency: 1 }],
      },
      [
        expect.stringMatching(
          /^eventBudget, batchSize, maxBatchingWindow, retryWindow, notReadyWindow: got .* Lower eventBudget, batchSize or maxBatchingWindow, raise inBatchConcurrency/,
        ),
      ],
    ],
    [
      'limits of a provider out of range, of none, and twice',
      {
        providerLimits: [
          { provider: ExtractionProvider.EXTEND, maxConcurrency: 1 },
          { provider: 'other' },
          { provider: ExtractionProvider.EXTEND },
        ],
      },
      [
        'providerLimits[1].provider: got "other", expected one of limai, extend.',
        'providerLimits: got "extend", expected one entry for each provider.',
        'providerLimits[0].maxConcurrency: got 1, expected a whole number from 2 to 1000.',
      ],
    ],
    [
      'encrypted logs without a key',
      { encryptLogs: true },
      [expect.stringMatching(/^encryptLogs: got true, expected false, or customerManagedKey true as well/)],
    ],
    [
      'a domain name alone',
      { domainName: 'in.example.com' },
      ['certificate: got nothing, expected an ACM certificate for domainName.'],
    ],
    [
      'a URL for a domain name',
      { domainName: 'https://in.example.com/' },
      [
        'domainName: got "https://in.example.com/", expected a domain name without scheme and path, such as hooks.example.com.',
        'certificate: got nothing, expected an ACM certificate for domainName.',
      ],
    ],
    [
      'a limit that is no object',
      { providerLimits: [null] },
      ['providerLimits[0]: got null, expected an object with provider.'],
    ],
    [
      'no address at all',
      { disableExecuteApiEndpoint: true },
      [
        'disableExecuteApiEndpoint: got true, expected false, or domainName as well: the API would have no address.',
      ],
    ],
    [
      'snapshots',
      { removalPolicy: RemovalPolicy.SNAPSHOT },
      [
        'removalPolicy: got "snapshot", expected RETAIN_ON_UPDATE_OR_DELETE, RETAIN or DESTROY: not every resource has snapshots.',
      ],
    ],
    [
      'a log level that is none',
      { logLevel: 'TRACE' as LogLevel },
      [expect.stringMatching(/^logLevel: got "TRACE", expected one of DEBUG, INFO, WARN, ERROR/)],
    ],
  ])('say what is wrong with %s', (_name, props, lines) => {
    expect(refusalOf(props)).toEqual(lines);
  });

  it('are refused as tokens, where they are needed at synth', () => {
    expect(
      refusalOf({
        retryWindow: Duration.hours(Token.asNumber(Lazy.number({ produce: () => 1 }))),
        batchSize: Token.asNumber(Lazy.number({ produce: () => 1 })),
        runbookUrl: token(),
        sources: [
          LimaiSource.create(token()),
          LimaiSource.create('b', { deploymentId: SecretValue.secretsManager('x').unsafeUnwrap() }),
          ExtendSource.create('c', { reconcileExtractorIds: [token()] }),
        ],
      }),
    ).toEqual(
      [
        'retryWindow',
        'batchSize',
        'runbookUrl',
        'sources[0].id',
        'sources[1].deploymentId',
        'sources[2].reconcileExtractorIds',
      ].map((prop) => `${prop}: got a CDK token, ${LITERAL}`),
    );
  });

  it('are refused when they contradict what lives outside of the inbox', () => {
    const stack = givenStackOf();
    const key = new Key(stack, 'Key');
    const alarmTopic = new Topic(stack, 'Topic', { fifo: true });
    const certificate = Certificate.fromCertificateArn(
      stack,
      'Certificate',
      'arn:aws:acm:eu-central-1:1:certificate/x',
    );
    expect(
      refusalOf({ encryptionKey: key, customerManagedKey: false, alarmTopic, certificate }, stack),
    ).toEqual([
      'alarmTopic: got a FIFO topic, expected a standard topic: CloudWatch cannot publish to a FIFO topic.',
      'customerManagedKey: got false, expected no encryptionKey, or customerManagedKey left out.',
      'domainName: got nothing, expected the name that certificate is for.',
    ]);
  });

  it('may not be absent', () => {
    expect(() => new ExtractionInbox(givenStackOf(), 'Inbox', undefined as never)).toThrow(
      /props: got nothing, expected an object with sources\./,
    );
  });

  it('may not bring a certificate of another region, where the region of the stack is known', () => {
    const stack = new Stack(givenStackOf().node.root, 'Known', { env: { region: 'eu-central-1' } });
    const create = (id: string, region: string) => {
      const arn = `arn:aws:acm:${region}:123456789012:certificate/x`;
      const certificate = Certificate.fromCertificateArn(stack, `${id}Certificate`, arn);
      const sources = [LimaiSource.create('a')];
      return new ExtractionInbox(stack, id, { sources, domainName: 'in.example.com', certificate });
    };
    expect(() => create('Other', 'us-east-1')).toThrow(
      /certificate: got .*, expected a certificate in the region of the stack \(eu-central-1\)/,
    );
    expect(create('Same', 'eu-central-1').webhookUrl('a')).toBe('https://in.example.com/webhooks/a');
  });

  it('may not ask for a topic of another region, where the region of the stack is known', () => {
    const { node } = givenStackOf();
    const stack = new Stack(node.root, 'Known', { env: { region: 'eu-central-1' } });
    const alarmTopic = Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:123456789012:on-call');
    const sources = [LimaiSource.create('a')];
    expect(() => new ExtractionInbox(stack, 'Inbox', { sources, alarmTopic, fips: true })).toThrow(
      /alarmTopic: got .*, expected a topic in the region of the stack \(eu-central-1\)/,
    );
    expect(() => new ExtractionInbox(stack, 'Other', { sources, fips: true })).toThrow(
      /fips: got true in eu-central-1, expected false, or the region of the stack one of ca-central-1/,
    );
  });
});
