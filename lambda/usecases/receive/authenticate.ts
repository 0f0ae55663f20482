import type { RefusalReason } from '../../domain/metrics';
import type { SignatureFailure, SignedRequest } from '../../domain/provider/provider';
import { parseBody } from '../../domain/record/incoming-event';
import type { Clock, SecretReadOptions, SigningKeys, Telemetry } from '../ports';
import type { WebhookSource } from '../source';
import { answers, type HttpAnswer } from './http-answer';

/** A challenge is short; anybody may send what is parsed here before a signature is known. */
const MAX_CHALLENGE_BODY_BYTES = 8_192;

export interface UnverifiedRequest extends SignedRequest {
  /** Fires when the answer must be on its way: well before the provider and API Gateway give up. */
  readonly signal?: AbortSignal;
}

export interface AuthenticatorDeps {
  readonly keys: SigningKeys;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** Finds out whether a request is authentically the provider's. */
export class Authenticator {
  constructor(private readonly deps: AuthenticatorDeps) {}

  /** Undefined when the request is authentic, otherwise the answer it gets. */
  async refuse(request: UnverifiedRequest, source: WebhookSource): Promise<HttpAnswer | undefined> {
    // Without a key only the form can be checked, and nothing is valid.
    const withoutKeys = this.verify(request, source, []);
    const malformed = withoutKeys === 'missing' || withoutKeys === 'malformed' ? withoutKeys : undefined;
    // A request that is not even signed costs no call: that a key is set is enough to refuse it.
    const keys = await this.readKeys(request, source, { anyAge: malformed !== undefined });
    if (!keys) {
      return this.answerChallenge(request, source) ?? this.refuseInSetUpMode(source);
    }
    const failure = malformed ?? (await this.verifyWithFreshKeys(request, source, keys));
    if (failure === undefined) {
      return undefined;
    }
    const unsigned = source.provider.allowsUnsignedChallenge(source.options);
    return (
      (unsigned ? this.answerChallenge(request, source) : undefined) ?? this.refuseSignature(failure, source)
    );
  }

  /** A signature that fits no cached key may be made with a key stored a moment ago: one forced refresh, rate-limited by the store. */
  private async verifyWithFreshKeys(
    request: UnverifiedRequest,
    source: WebhookSource,
    keys: readonly string[],
  ): Promise<SignatureFailure | undefined> {
    const first = this.verify(request, source, keys);
    if (first !== 'mismatch') {
      return first;
    }
    const fresh = await this.readKeys(request, source, { refresh: true });
    const isUnchanged = fresh?.length === keys.length && fresh.every((key, index) => key === keys[index]);
    return fresh && !isUnchanged ? this.verify(request, source, fresh) : first;
  }

  private verify(
    request: UnverifiedRequest,
    { provider, options }: WebhookSource,
    keys: readonly string[],
  ): SignatureFailure | undefined {
    const result = provider.verify(request, { keys, now: this.deps.clock.now(), options });
    return result.valid ? undefined : result.reason;
  }

  private async readKeys(
    { signal }: UnverifiedRequest,
    source: WebhookSource,
    options: SecretReadOptions,
  ): Promise<readonly string[] | undefined> {
    const state = await this.deps.keys.signingKeys(source.id, { ...options, ...(signal && { signal }) });
    return state.set ? state.value : undefined;
  }

  private answerChallenge({ body }: UnverifiedRequest, source: WebhookSource): HttpAnswer | undefined {
    if (body.byteLength > MAX_CHALLENGE_BODY_BYTES) {
      return undefined;
    }
    const { reading } = parseBody(source.provider, body);
    if (reading.kind !== 'challenge') {
      return undefined;
    }
    this.deps.telemetry.log('info', 'Answered a challenge that carries no valid signature.', {
      source: source.id,
    });
    return answers.challenge(source.provider.answerChallenge(reading.challenge, source.options));
  }

  private refuseInSetUpMode({ id }: WebhookSource): HttpAnswer {
    const refusal = { source: id, reason: 'no_key' satisfies RefusalReason };
    this.deps.telemetry.count('SetupModeRefused', refusal);
    this.deps.telemetry.log(
      'warn',
      'Refused: the signing secret is still the placeholder. Put the real key in.',
      refusal,
    );
    return answers.setUpMode();
  }

  private refuseSignature(reason: SignatureFailure, { id }: WebhookSource): HttpAnswer {
    this.deps.telemetry.count('SignatureRejected', { source: id, reason });
    if (reason === 'stale') {
      this.deps.telemetry.count('SignatureTooOld', { source: id });
    }
    this.deps.telemetry.log('warn', 'Refused: the signature is not valid.', { source: id, reason });
    return answers.invalidSignature();
  }
}
