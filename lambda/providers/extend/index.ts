import type { ChallengeAnswer, Provider } from '../../domain/provider/provider';
import { parseEvent } from './events';
import { fetchResult } from './fetch-result';
import { manifest } from './manifest';
import { checkToken, testBody } from './operator-aids';
import { type ExtendOptions, optionsSchema } from './options';
import { reconciliation } from './reconciliation';
import { sign, verify } from './signature';

/** Extend (https://docs.extend.ai): signed and timed webhooks that carry the result, or a link to it. */
export const extend = {
  manifest,
  optionsSchema,
  verify,
  sign,
  parseEvent,
  allowsUnsignedChallenge: () => false,
  answerChallenge,
  fetchResult,
  checkToken,
  testBody,
  reconciliation,
} satisfies Provider<ExtendOptions>;

/** Extend has no challenge and `parseEvent` never finds one; the answer's form is the plainest. */
function answerChallenge(challenge: string): ChallengeAnswer {
  return { contentType: 'application/json', body: JSON.stringify({ challenge }) };
}
