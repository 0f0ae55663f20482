import { plainText } from '../../../lambda/domain/text/unicode';
import type { SetupInstructions } from '../../../lambda/providers/shared/setup-instructions';
import type { Source } from '../../../lambda/usecases/source';
import type { SourceAddress } from '../../connection/connection';
import type { Inbox } from '../../connection/inbox';
import {
  describeState,
  parseSecret,
  readVersion,
  replaceVersion,
  type SecretKind,
  secretName,
} from '../../operations/secret-versions';
import { awaitDelivery, findDelivery, type SetupStep, tryDelivery } from '../../operations/set-up-source';
import { tryToken } from '../../operations/try-token';
import { relativeTime } from '../../terminal/format';
import type { Context } from '../command';
import { warnAboutKeys } from '../secrets/secrets';
import { type SetupAnswers, StoppedError } from './setup-answers';

const MOST_TRIES = 3;

/** One source that is being set up, and who answers. */
export interface SourceSetup {
  readonly inbox: Inbox;
  readonly source: Source;
  readonly address: SourceAddress;
  readonly instructions: SetupInstructions;
  readonly answers: SetupAnswers;
  readonly context: Context;
  readonly dryRun: boolean;
  /** Minutes to wait for a delivery without asking; undefined: ask. */
  readonly wait: number | undefined;
}

const NAMES = { signing: 'signing key', token: 'API token' } as const;

/** What to enter at the provider. Only a delivery shows that it was. */
export async function webhookStep(setup: SourceSetup): Promise<SetupStep> {
  const { address, answers, context, inbox, instructions, dryRun } = setup;
  const arrived = await findDelivery(address.id, { now: context.now() }, inbox);
  if (arrived) {
    return done('webhook', `${inbox.sources.get(address.id)?.provider.manifest.name} delivers to the URL`);
  }
  context.output.line(`URL: ${address.webhookUrl}`, '  ');
  for (const line of instructions.webhook) {
    context.output.line(line, '  - ');
  }
  if (!dryRun) {
    await answers.pause('  Press Enter when the webhook is there.');
  }
  return {
    step: 'webhook',
    state: 'open',
    what: 'the inbox cannot see what is entered at the provider before it delivers',
    next: `enter ${address.webhookUrl} at the provider`,
  };
}

export async function signingKeyStep(setup: SourceSetup): Promise<SetupStep> {
  const { id } = setup.address;
  const { state, what } = await readStored(setup, 'signing');
  if (state === 'set') {
    return done('signing key', `${what}. To change it: \`inbox secrets rotate ${id}\``);
  }
  return askAndStore(setup, 'signing', what, state === 'malformed');
}

/** The stored token is tried as well: it may have expired since. */
export async function tokenStep(setup: SourceSetup): Promise<SetupStep> {
  const { state, what, value } = await readStored(setup, 'token');
  if (state !== 'set' || value === undefined) {
    return askAndStore(setup, 'token', what, state === 'malformed');
  }
  const tried = await tryToken(setup.source, value, setup.inbox, setup.context.now());
  if (tried.status === 'accepted') {
    return done('API token', `${what}, and the provider accepts it`);
  }
  const why = describeToken(tried);
  return tried.status === 'refused'
    ? askAndStore(setup, 'token', `${what}, and ${why}`, true)
    : failed('token', why, setup);
}

async function readStored({ address, inbox, context }: SourceSetup, kind: SecretKind) {
  const { clients, secretsCache } = inbox.connection;
  const seen = await readVersion(secretName(address, kind), clients.secrets);
  const { state } = describeState(address, kind, seen, secretsCache.cacheSeconds);
  const words = {
    set: `stored ${relativeTime(seen.storedAt, context.now())}`,
    placeholder: 'not stored yet',
    malformed: 'stored in a form that the functions reject',
    unreadable: 'cannot be read',
  };
  const parsed = state === 'set' ? parseSecret(address.id, kind, seen.text) : undefined;
  const value = parsed?.set && typeof parsed.value === 'string' ? parsed.value : undefined;
  return { state, what: words[state], value };
}

/** @param replaces something is stored: it is not overwritten unless that is agreed to */
async function askAndStore(
  setup: SourceSetup,
  kind: SecretKind,
  what: string,
  replaces: boolean,
): Promise<SetupStep> {
  const { answers, context, dryRun, instructions } = setup;
  context.output.line(`The ${NAMES[kind]} is ${what}.`, '  ');
  context.output.line(kind === 'signing' ? instructions.signingKey : instructions.token, '  - ');
  const mayStore = !dryRun && (!replaces || (await answers.agree(`  Replace the stored ${NAMES[kind]}?`)));
  return mayStore ? askUntilGood(setup, kind, what) : failed(kind, what, setup, replaces ? 'failed' : 'open');
}

async function askUntilGood(setup: SourceSetup, kind: SecretKind, what: string): Promise<SetupStep> {
  const { answers, context, address } = setup;
  for (let tries = answers.canRepeat ? MOST_TRIES : 1; tries > 0; tries -= 1) {
    const text = await answers.secret(`  ${NAMES[kind]} of ${address.id}`);
    if (text === undefined) {
      return failed(kind, `${what}; none was given`, setup, 'open');
    }
    const { problem, doubt } = await storeIfGood(setup, kind, text);
    if (problem !== undefined) {
      context.output.note(`  ${problem} Nothing was stored.`);
    } else if (doubt !== undefined) {
      return failed(kind, `stored, but ${doubt}`, setup);
    } else {
      return done(NAMES[kind], kind === 'token' ? 'stored; the provider accepts it' : 'stored');
    }
  }
  return failed(kind, `${what}; what was given cannot be used`, setup);
}

interface Stored {
  /** Why nothing was stored, without the value. */
  readonly problem?: string;
  /** It was stored, although the provider did not accept it: why. */
  readonly doubt?: string;
}

/** Checks the form, and a token at the provider; then stores. */
async function storeIfGood(setup: SourceSetup, kind: SecretKind, text: string): Promise<Stored> {
  const { address, inbox, source, answers, context, instructions } = setup;
  let parsed: ReturnType<typeof parseSecret>;
  try {
    parsed = parseSecret(address.id, kind, text);
  } catch (error) {
    return { problem: (error as Error).message };
  }
  if (!parsed.set) {
    return { problem: 'Got the placeholder itself, which is public: expected a real value.' };
  }
  const { value } = parsed;
  let doubt: string | undefined;
  warnAboutKeys(value, address, inbox, context);
  if (typeof value === 'string') {
    const { tokenPrefix } = instructions;
    if (tokenPrefix !== undefined && !value.startsWith(tokenPrefix)) {
      context.output.note(`API tokens of this provider begin with ${tokenPrefix}, and this value does not.`);
    }
    const tried = await tryToken(source, value, inbox, context.now());
    const why = describeToken(tried);
    if (
      tried.status === 'refused' ||
      (tried.status !== 'accepted' && !(await answers.agree(`  ${plainText(why)}. Store it?`)))
    ) {
      return { problem: `The token was tried: ${why}.` };
    }
    doubt = tried.status === 'accepted' ? undefined : why;
  }
  const { clients } = inbox.connection;
  const name = secretName(address, kind);
  context.finishUnheard();
  const stored = typeof value === 'string' ? value : JSON.stringify(value);
  await replaceVersion(name, await readVersion(name, clients.secrets), stored, clients.secrets);
  return doubt === undefined ? {} : { doubt };
}

function describeToken(tried: Awaited<ReturnType<typeof tryToken>>): string {
  switch (tried.status) {
    case 'accepted':
      return 'the provider accepts it';
    case 'refused':
      return 'the provider refuses it';
    case 'unclear':
      return 'the provider neither accepts nor refuses it: it answers the trial call with 402 or 403';
    case 'unavailable':
      return `the provider's API does not answer as expected: ${tried.why}`;
  }
}

/** @param isNewKey the signing key was stored a moment ago */
export async function testEventStep(setup: SourceSetup, isNewKey: boolean): Promise<SetupStep> {
  const { address, context, inbox, dryRun } = setup;
  const next = `inbox send-test ${address.id}`;
  if (dryRun || (await readStored(setup, 'signing')).state !== 'set') {
    const what = dryRun ? 'not sent in a dry run' : 'not sent: there is no signing key to sign with';
    return { step: 'test event', state: 'open', what, next };
  }
  const signal = context.stopAsked();
  const step = await context.output.progress(1, 'test event', () =>
    tryDelivery(address, { isNewKey, signal, now: context.now }, inbox),
  );
  if (signal.aborted) {
    throw new StoppedError();
  }
  return step;
}

/** A delivery that the provider itself sent: only it shows that the provider signs with the stored key. */
export async function deliveryStep(setup: SourceSetup): Promise<SetupStep> {
  const { address, answers, context, inbox, instructions, dryRun, wait } = setup;
  const { output, now } = context;
  let found = await findDelivery(address.id, { now: now() }, inbox);
  if (!found && !dryRun) {
    output.line(instructions.delivery, '  ');
    const minutes =
      wait ?? (answers.canRepeat && (await answers.agree('  Wait for it now, for 10 minutes?')) ? 10 : 0);
    if (minutes > 0) {
      const signal = context.stopAsked();
      const waiting = { seconds: minutes * 60, signal, now };
      found = await output.progress(1, `waiting for a delivery to ${address.id}`, () =>
        awaitDelivery(address.id, waiting, inbox),
      );
      if (signal.aborted) {
        throw new StoppedError();
      }
    }
  }
  return found
    ? done('delivery', `${found.pk} arrived ${relativeTime(found.receivedAt, now())} and is ${found.status}`)
    : { step: 'delivery', state: 'open', what: 'none in the last 7 days', next: instructions.delivery };
}

function done(step: SetupStep['step'], what: string): SetupStep {
  return { step, state: 'done', what, next: null };
}

function failed(
  kind: SecretKind,
  what: string,
  { address }: SourceSetup,
  state: SetupStep['state'] = 'failed',
): SetupStep {
  return { step: NAMES[kind], state, what, next: `inbox secrets set ${address.id} ${kind}` };
}
