import type { SignatureFailure } from '../../domain/provider/provider';
import { parseBody } from '../../domain/record/parse-body';
import type { RefusalReason } from '../../domain/record/refusal';
import type { SecretReadOptions } from '../ports';
import type { Source } from '../source';
import { answers, type HttpAnswer } from './http-answer';
import type { ReceiveDeps, WebhookRequest } from './receive-deps';

/** One request to judge, with all it takes. */
interface Candidate {
  readonly request: WebhookRequest;
  readonly source: Source;
  readonly deps: ReceiveDeps;
}

/** Finds out whether a request is authentically the provider's; otherwise the answer it gets. */
export async function authenticate(
  request: WebhookRequest,
  source: Source,
  deps: ReceiveDeps,
): Promise<'authentic' | HttpAnswer> {
  const candidate = { request, source, deps };
  const formFailure = judgeForm(candidate);
  // Whoever does not even look signed costs no call: that a key is set is enough to refuse.
  const keys = await readKeys(candidate, { anyAge: formFailure !== undefined });
  if (!keys) {
    return challengeAnswer(candidate) ?? refuseInSetUpMode(candidate);
  }
  const failure = formFailure ?? (await judge(candidate, keys));
  if (failure === undefined) {
    return 'authentic';
  }
  const unsigned = source.provider.allowsUnsignedChallenge(source.options);
  return (unsigned ? challengeAnswer(candidate) : undefined) ?? refuse(failure, candidate);
}

/** Without a key only the form can be judged, and nothing is valid. */
function judgeForm(candidate: Candidate): SignatureFailure | undefined {
  const failure = verify(candidate, []);
  return failure === 'missing' || failure === 'malformed' ? failure : undefined;
}

/** A signature that fits no cached key may be made with a key put in a moment ago: one forced refresh, floored by the store. */
async function judge(candidate: Candidate, keys: readonly string[]): Promise<SignatureFailure | undefined> {
  const first = verify(candidate, keys);
  if (first !== 'mismatch') {
    return first;
  }
  const fresh = await readKeys(candidate, { refresh: true });
  return fresh && !sameKeys(fresh, keys) ? verify(candidate, fresh) : first;
}

function verify({ request, source, deps }: Candidate, keys: readonly string[]): SignatureFailure | undefined {
  const { provider, options } = source;
  const verdict = provider.verify(request, { keys, now: deps.clock.now(), options });
  return verdict.valid ? undefined : verdict.reason;
}

async function readKeys(
  { request: { signal }, source, deps }: Candidate,
  options: SecretReadOptions,
): Promise<readonly string[] | undefined> {
  const state = await deps.keys.signingKeys(source.id, { ...options, ...(signal && { signal }) });
  return state.set ? state.value : undefined;
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

/** A challenge is short; anybody may send what is parsed here before a signature is known. */
const MAX_CHALLENGE_BODY_BYTES = 8_192;

function challengeAnswer({ request, source, deps }: Candidate): HttpAnswer | undefined {
  if (request.body.byteLength > MAX_CHALLENGE_BODY_BYTES) {
    return undefined;
  }
  const { reading } = parseBody(source.provider, request.body);
  if (reading.kind !== 'challenge') {
    return undefined;
  }
  deps.telemetry.log('info', 'Answered a challenge that carries no valid signature.', { source: source.id });
  return answers.challenge(source.provider.answerChallenge(reading.challenge, source.options));
}

function refuseInSetUpMode({ source, deps }: Candidate): HttpAnswer {
  const refusal = { source: source.id, reason: 'no_key' satisfies RefusalReason };
  deps.telemetry.count('SetupModeRefused', refusal);
  deps.telemetry.log(
    'warn',
    'Refused: the signing secret is still the placeholder. Put the real key in.',
    refusal,
  );
  return answers.setUpMode();
}

function refuse(reason: SignatureFailure, { source, deps }: Candidate): HttpAnswer {
  deps.telemetry.count('SignatureRejected', { source: source.id, reason });
  if (reason === 'stale') {
    deps.telemetry.count('SignatureTooOld', { source: source.id });
  }
  deps.telemetry.log('warn', 'Refused: the signature is not valid.', { source: source.id, reason });
  return answers.invalidSignature();
}
