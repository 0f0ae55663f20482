import { Annotations, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config/config';
import { ConfigError, type ConfigProblem } from '../config/config-error';
import type { ConfigInput } from '../config/config-schema';
import { parseConfig } from '../config/parse-config';
import type { ExistingResources } from '../inbox/inbox-parts';
import { checkPlace } from '../inbox/inbox-place';
import type { ExtractionInboxProps } from './extraction-inbox-props';
import { INBOX_PROPS, LIMIT_PROPS } from './inbox-prop-tables';
import { toPropProblem, type Wording } from './prop-words';
import { put, type ReadValues, readValues, refuseToken } from './read-values';
import { ExtractionProvider } from './sources/extraction-provider';
import { findSourceProps, type InboxSource } from './sources/inbox-source';
import { HOW_TO_CREATE, SOURCE_KINDS } from './sources/source-kinds';
import { PropsError } from './validation-error';

const PROVIDERS: readonly unknown[] = Object.values(ExtractionProvider);

export interface ReadProps {
  readonly config: Config;
  readonly existing: ExistingResources;
}

/** The props as a configuration. @throws PropsError that names every problem, each by its prop */
export function readProps(scope: Construct, props: ExtractionInboxProps): ReadProps {
  if (!(props instanceof Object)) {
    throw new PropsError(scope, [{ key: 'props', got: props, expected: 'an object with sources' }]);
  }
  const own = readValues(props, INBOX_PROPS);
  const sources = readList(props.sources, readSource);
  const limits = readList(props.providerLimits, readLimits);
  const { values } = own;
  values.sources = Array.isArray(props.sources) ? sources.map((source) => source.values) : props.sources;
  for (const limit of limits) {
    Object.assign(values, { providers: { ...limit.values, ...(values.providers as object) } });
  }
  if (props.coldStorage === false) {
    put(values, 'retention.coldStorageAfterDays', 'never');
  }
  if (props.encryptionKey) {
    put(values, 'encryption.customerManagedKey', true);
  }
  const durations = [own, ...sources].flatMap((read) => [...read.durations]);
  const wording: Wording = {
    sources: sources.map(({ values: source }) => source.provider as ExtractionProvider),
    limits: limits.flatMap((limit) => Object.keys(limit.values) as ExtractionProvider[]),
    durations: new Map(durations),
  };
  const problems = [own, ...sources, ...limits].flatMap((read) => read.problems);
  problems.push(
    ...checkExisting(props),
    ...checkDomain(scope, props),
    ...checkTwice(wording.limits),
    ...checkPlace(scope, sources.length),
  );
  const parsed = parseValues(scope, values, props);
  if (Array.isArray(parsed)) {
    problems.push(...parsed.map((problem) => toPropProblem(problem, wording)));
  }
  if (problems.length > 0 || Array.isArray(parsed)) {
    throw new PropsError(scope, problems);
  }
  return { config: parsed as Config, existing: toExisting(props) };
}

function readList<T>(list: T[] | undefined, read: (entry: T, index: number) => ReadValues): ReadValues[] {
  return Array.isArray(list) ? list.map(read) : [];
}

function readSource(source: InboxSource, index: number): ReadValues {
  const at = `sources[${index}]`;
  const props = source instanceof Object ? findSourceProps(source) : undefined;
  if (!props) {
    // Stands in for it, so that only this is reported.
    const values = { id: `not-a-source-${index}`, provider: PROVIDERS[0] };
    return { values, durations: new Map(), problems: [{ key: at, got: source, expected: HOW_TO_CREATE }] };
  }
  const { id, provider } = source;
  const read = readValues(props, SOURCE_KINDS[provider].props, at);
  if (props.reconciliation === false) {
    read.values.reconcile = false;
  }
  const durations = [...read.durations].map(([key, said]): [string, string] => [`${at}.${key}`, said]);
  const isToken = Token.isUnresolved(id);
  return {
    values: { ...read.values, id: isToken ? `token-${index}` : id, provider },
    durations: new Map(durations),
    problems: [...(isToken ? [refuseToken(`${at}.id`)] : []), ...read.problems],
  };
}

/** The values of one provider. */
function readLimits(limits: object, index: number): ReadValues {
  const at = `providerLimits[${index}]`;
  if (!(limits instanceof Object)) {
    const problem = { key: at, got: limits, expected: 'an object with provider' };
    return { values: {}, problems: [problem], durations: new Map() };
  }
  const { values, problems, durations } = readValues(limits, LIMIT_PROPS, at);
  const { provider } = limits as { readonly provider: unknown };
  const expected = `one of ${PROVIDERS.join(', ')}`;
  return PROVIDERS.includes(provider)
    ? { values: { [String(provider)]: values }, problems, durations }
    : { values: {}, problems: [...problems, { key: `${at}.provider`, got: provider, expected }], durations };
}

function checkTwice(limits: readonly string[]): ConfigProblem[] {
  const twice = limits.filter((provider, index) => limits.indexOf(provider) !== index);
  return twice.map((got) => ({ key: 'providerLimits', got, expected: 'one entry for each provider' }));
}

/** The configuration, or its problems. */
function parseValues(
  scope: Construct,
  values: Record<string, unknown>,
  { alarmTopic }: ExtractionInboxProps,
): Config | readonly ConfigProblem[] {
  const { region } = Stack.of(scope);
  const isRegionKnown = !Token.isUnresolved(region);
  const topicArn = alarmTopic?.topicArn;
  const fips = values.fips;
  const input = {
    ...values,
    ...(isRegionKnown && { env: { region } }),
    ...(topicArn !== undefined && !Token.isUnresolved(topicArn) && { alarmTopicArn: topicArn }),
    // Which regions have the endpoints is checked where the region is known.
    ...(!isRegionKnown && fips === true && { fips: false }),
  };
  try {
    const config = parseConfig(input as unknown as ConfigInput);
    if (!isRegionKnown && fips === true) {
      const said =
        'fips: the region of the stack is not known at synth. Deploy to a region with FIPS endpoints.';
      Annotations.of(scope).addInfoV2('extraction-inbox:fips-region', said);
      return { ...config, fips };
    }
    return config;
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems;
    }
    throw error;
  }
}

/** A name of two or more labels, as https://datatracker.ietf.org/doc/html/rfc1123#section-2.1 has them. */
const DOMAIN_NAME =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/i;

/** The domain name of one's own and its certificate; a token is known only to CloudFormation. */
function checkDomain(scope: Construct, props: ExtractionInboxProps): ConfigProblem[] {
  const { domainName, certificate, disableExecuteApiEndpoint } = props;
  const problems: ConfigProblem[] = [];
  if (domainName !== undefined && !Token.isUnresolved(domainName) && !DOMAIN_NAME.test(domainName)) {
    const expected = 'a domain name without scheme and path, such as hooks.example.com';
    problems.push({ key: 'domainName', got: domainName, expected });
  }
  if (domainName !== undefined && !certificate) {
    problems.push({ key: 'certificate', got: undefined, expected: `an ACM certificate for domainName` });
  }
  if (certificate && domainName === undefined) {
    problems.push({ key: 'domainName', got: undefined, expected: 'the name that certificate is for' });
  }
  const { region } = Stack.of(scope);
  const arn = certificate?.certificateArn;
  const isKnown = arn !== undefined && !Token.isUnresolved(arn) && !Token.isUnresolved(region);
  if (isKnown && arn.split(':')[3] !== region) {
    const expected = `a certificate in the region of the stack (${region})`;
    const remedy = 'Request one in that region: API Gateway takes no other for a regional domain name.';
    problems.push({ key: 'certificate', got: arn, expected, remedy });
  }
  if (disableExecuteApiEndpoint && domainName === undefined) {
    const expected = 'false, or domainName as well: the API would have no address';
    problems.push({ key: 'disableExecuteApiEndpoint', got: true, expected });
  }
  return problems;
}

/** What else the configuration knows nothing of. */
function checkExisting(props: ExtractionInboxProps): ConfigProblem[] {
  const { removalPolicy, alarmTopic } = props;
  const problems: ConfigProblem[] = [];
  if (removalPolicy === RemovalPolicy.SNAPSHOT) {
    const expected = 'RETAIN_ON_UPDATE_OR_DELETE, RETAIN or DESTROY: not every resource has snapshots';
    problems.push({ key: 'removalPolicy', got: removalPolicy, expected });
  }
  if (alarmTopic?.fifo) {
    const expected = 'a standard topic: CloudWatch cannot publish to a FIFO topic';
    problems.push({ key: 'alarmTopic', got: undefined, gotInWords: 'a FIFO topic', expected });
  }
  if (props.encryptionKey && props.customerManagedKey === false) {
    const expected = 'no encryptionKey, or customerManagedKey left out';
    problems.push({ key: 'customerManagedKey', got: false, expected });
  }
  return problems;
}

function toExisting(props: ExtractionInboxProps): ExistingResources {
  const { domainName: name, certificate } = props;
  const isOnlyEndpoint = props.disableExecuteApiEndpoint === true;
  return {
    key: props.encryptionKey,
    alarmTopic: props.alarmTopic,
    accessLogBucket: props.serverAccessLogsBucket,
    domain: name !== undefined && certificate ? { name, certificate, isOnlyEndpoint } : undefined,
    removalPolicy: props.removalPolicy,
  };
}
