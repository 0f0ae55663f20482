import type { SignatureFailure } from '../domain/provider';
import { readBody } from '../domain/read-body';
import { answers, type HttpAnswer } from './http-answer';
import type { ReceiveDeps, WebhookRequest } from './receive-deps';
import type { Source } from './source';

/** Finds out whether a request is genuinely the provider's; otherwise the answer it gets. */
export async function authenticate(
  request: WebhookRequest,
  source: Source,
  deps: ReceiveDeps,
): Promise<'genuine' | HttpAnswer> {
  const keys = await readKeys(request, source, { deps, refresh: false });
  if (!keys) {
    return challengeAnswer(request, source) ?? refuseInSetUpMode(source, deps);
  }
  const failure = await judge(request, source, { deps, keys });
  if (failure === undefined) {
    return 'genuine';
  }
  if (source.provider.allowsUnsignedChallenge(source.options)) {
    const answer = challengeAnswer(request, source);
    if (answer) {
      return answer;
    }
  }
  return refuse(failure, source, deps);
}

/** A signature that fits no cached key may be made with a key put in a moment ago: one forced refresh, floored by the store. */
async function judge(
  request: WebhookRequest,
  source: Source,
  { deps, keys }: { deps: ReceiveDeps; keys: readonly string[] },
): Promise<SignatureFailure | undefined> {
  const first = verify(request, source, { deps, keys });
  if (first !== 'mismatch') {
    return first;
  }
  const fresh = await readKeys(request, source, { deps, refresh: true });
  return fresh && !sameKeys(fresh, keys) ? verify(request, source, { deps, keys: fresh }) : first;
}

function verify(
  request: WebhookRequest,
  source: Source,
  { deps, keys }: { deps: ReceiveDeps; keys: readonly string[] },
): SignatureFailure | undefined {
  const verdict = source.provider.verify(request, {
    keys,
    now: deps.clock.now(),
    options: source.options,
  });
  return verdict.valid ? undefined : verdict.reason;
}

async function readKeys(
  request: WebhookRequest,
  source: Source,
  { deps, refresh }: { deps: ReceiveDeps; refresh: boolean },
): Promise<readonly string[] | undefined> {
  const options = { refresh, ...(request.signal && { signal: request.signal }) };
  const state = await deps.keys.signingKeys(source.id, options);
  return state.set ? state.value : undefined;
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

/** A challenge is short; anybody may send what is parsed here before a signature is known. */
const MAX_CHALLENGE_BODY_BYTES = 8_192;

function challengeAnswer(request: WebhookRequest, source: Source): HttpAnswer | undefined {
  if (request.body.byteLength > MAX_CHALLENGE_BODY_BYTES) {
    return undefined;
  }
  const { reading } = readBody(source.provider, request.body);
  return reading.kind === 'challenge'
    ? answers.challenge(source.provider.answerChallenge(reading.challenge, source.options))
    : undefined;
}

function refuseInSetUpMode(source: Source, deps: ReceiveDeps): HttpAnswer {
  deps.telemetry.count('SetupModeRefused', { source: source.id });
  deps.telemetry.log('warn', 'Refused: the signing secret is still the placeholder. Put the real key in.', {
    source: source.id,
  });
  return answers.setUpMode();
}

function refuse(reason: SignatureFailure, source: Source, deps: ReceiveDeps): HttpAnswer {
  deps.telemetry.count('SignatureRejected', { source: source.id, reason });
  deps.telemetry.log('warn', 'Refused: the signature is not valid.', { source: source.id, reason });
  return answers.invalidSignature();
}
