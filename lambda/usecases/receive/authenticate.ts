import { isDeepStrictEqual } from 'node:util';
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
  readonly signal?: AbortSignal | undefined;
}

export interface AuthenticatorDeps {
  readonly keys: SigningKeys;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

export class Authenticator {
  constructor(private readonly deps: AuthenticatorDeps) {}

  /** Undefined when the request is authentic, otherwise the answer it gets. */
  async refuse(request: UnverifiedRequest, source: WebhookSource): Promise<HttpAnswer | undefined> {
    const reason = await this.findFailure(request, source);
    if (reason === undefined) {
      return undefined;
    }
    const mayBeChallenge = reason === 'no_key' || source.provider.allowsUnsignedChallenge(source.options);
    const challenge = mayBeChallenge ? this.answerChallenge(request, source) : undefined;
    return challenge ?? this.reject({ source: source.id, reason });
  }

  /** Why the request is not authentic; undefined when it is. */
  private async findFailure(
    request: UnverifiedRequest,
    source: WebhookSource,
  ): Promise<SignatureFailure | 'no_key' | undefined> {
    // Without a key only the form can be checked, and nothing is valid.
    const form = this.verify(request, source, []);
    const isMalformed = form === 'missing' || form === 'malformed';
    // A request that is not even signed costs no call: that a key is set is enough to refuse it.
    const keys = await this.readKeys(request, source, { anyAge: isMalformed });
    if (!keys) {
      return 'no_key' satisfies RefusalReason;
    }
    const failure = isMalformed ? form : this.verify(request, source, keys);
    if (failure !== 'mismatch') {
      return failure;
    }
    // It may be made with a key stored a moment ago: one forced refresh, rate-limited by the store.
    const fresh = await this.readKeys(request, source, { refresh: true });
    return fresh && !isDeepStrictEqual(fresh, keys) ? this.verify(request, source, fresh) : failure;
  }

  private reject(refusal: {
    readonly source: string;
    readonly reason: SignatureFailure | 'no_key';
  }): HttpAnswer {
    const { telemetry } = this.deps;
    if (refusal.reason === 'no_key') {
      telemetry.count('SetupModeRefused', refusal);
      const message = 'Refused: the signing secret is still the placeholder. Put the real key in.';
      telemetry.log('warn', message, refusal);
      return answers.setUpMode();
    }
    telemetry.count('SignatureRejected', refusal);
    if (refusal.reason === 'stale') {
      telemetry.count('SignatureTooOld', { source: refusal.source });
    }
    telemetry.log('warn', 'Refused: the signature is not valid.', refusal);
    return answers.invalidSignature();
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
    const state = await this.deps.keys.signingKeys(source.id, { ...options, signal });
    return state.set ? state.value : undefined;
  }

  private answerChallenge({ body }: UnverifiedRequest, source: WebhookSource): HttpAnswer | undefined {
    if (body.byteLength > MAX_CHALLENGE_BODY_BYTES) {
      return undefined;
    }
    const { parsed } = parseBody(source.provider, body);
    if (parsed.kind !== 'challenge') {
      return undefined;
    }
    this.deps.telemetry.log('info', 'Answered a challenge that carries no valid signature.', {
      source: source.id,
    });
    return answers.challenge(source.provider.answerChallenge(parsed.challenge, source.options));
  }
}
