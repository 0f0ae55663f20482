import { MAX_BODY_BYTES } from '../../domain/lifecycle/policy';
import type { RefusalReason } from '../../domain/metrics';
import { parseBody } from '../../domain/record/incoming-event';
import { errorFields, eventFields } from '../event-telemetry';
import type { WorkQueue } from '../ports';
import type { Sources, WebhookSource } from '../source';
import { sendOrDefer } from '../transition';
import { Authenticator, type AuthenticatorDeps, type UnverifiedRequest } from './authenticate';
import { type ClaimDeps, EventClaimer, UnclaimedError } from './claim-event';
import { answers, type HttpAnswer } from './http-answer';

/** One delivery, as API Gateway hands it on. */
export interface WebhookRequest extends UnverifiedRequest {
  readonly sourceId: string;
}

export interface ReceiveDeps extends AuthenticatorDeps, ClaimDeps {
  readonly sources: Sources<WebhookSource>;
  readonly queue: WorkQueue;
}

export class WebhookReceiver {
  private readonly authenticator: Authenticator;
  private readonly claimer: EventClaimer;

  constructor(private readonly deps: ReceiveDeps) {
    this.authenticator = new Authenticator(deps);
    this.claimer = new EventClaimer(deps);
  }

  /**
   * Verifies one delivery, claims its event durably, and queues it. 200 means the claim is durable; 503 that this is not known.
   * Nothing is stored before the signature is verified.
   */
  async receive(request: WebhookRequest): Promise<HttpAnswer> {
    const { sources, telemetry } = this.deps;
    const source = sources.get(request.sourceId);
    if (!source) {
      return answers.unknownSource();
    }
    if (request.body.byteLength > MAX_BODY_BYTES) {
      const refusal = { source: source.id, reason: 'too_large' satisfies RefusalReason };
      telemetry.count('BodyTooLarge', refusal);
      telemetry.log('warn', 'Refused: the body is over the limit.', refusal);
      return answers.tooLarge();
    }
    try {
      const refusal = await this.authenticator.refuse(request, source);
      return refusal ?? (await this.handleAuthenticated(request, source));
    } catch (error) {
      const reason = 'unavailable' satisfies RefusalReason;
      telemetry.count('ClaimUnavailable', { source: source.id, reason });
      if (error instanceof UnclaimedError) {
        const fields = { ...eventFields(error.record), ...errorFields(error.cause) };
        telemetry.log('error', 'The claim is not known to be durable; answered 503.', fields);
      } else {
        const fields = { source: source.id, ...errorFields(error) };
        telemetry.log('error', 'The webhook could not be checked; answered 503.', fields);
      }
      return answers.unavailable();
    }
  }

  private async handleAuthenticated(request: WebhookRequest, source: WebhookSource): Promise<HttpAnswer> {
    const { telemetry } = this.deps;
    const dimensions = { source: source.id };
    const { parsed } = parseBody(source.provider, request.body);
    if (parsed.kind === 'challenge') {
      return answers.challenge(source.provider.answerChallenge(parsed.challenge, source.options));
    }
    if (parsed.kind === 'invalid') {
      const { isNew } = await this.claimer.claimInvalid(parsed.reason, { request, source });
      telemetry.count(isNew ? 'Quarantined' : 'Duplicate', dimensions);
      return answers.quarantined();
    }
    const { event } = parsed;
    const claimed = await this.claimer.claimEvent(event, { request, source });
    if (event.statusMismatch) {
      telemetry.count('StatusMismatch', dimensions);
    }
    if (event.unknownShape) {
      telemetry.count('UnknownPayloadShape', dimensions);
    }
    const { status, notBefore, receivedAt } = claimed.record;
    // A duplicate sends the message again, in case the first send never happened.
    if (status === 'RECEIVED' && (notBefore ?? receivedAt) <= this.deps.clock.now()) {
      await sendOrDefer(claimed.record, 0, this.deps, { signal: request.signal });
    }
    if (!claimed.isNew) {
      telemetry.count('Duplicate', dimensions);
      return answers.claimed('duplicate', event.eventId);
    }
    const archived = status === 'ARCHIVED';
    telemetry.count(archived ? 'Archived' : 'Accepted', dimensions);
    return answers.claimed(archived ? 'archived' : 'accepted', event.eventId);
  }
}
