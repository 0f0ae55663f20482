import type { ChallengeAnswer, Provider } from '../../domain/provider/provider';
import { parseEvent } from './events';
import { fetchResult } from './fetch-result';
import { manifest } from './manifest';
import { checkToken, testBody } from './operator-aids';
import { type LimaiOptions, optionsSchema } from './options';
import { reconciliation } from './reconciliation';
import { sign, verify } from './signature';

/** Limai (https://docs.limai.io): webhooks signed per subscription, data fetched by file id. */
export const limai = {
  manifest,
  optionsSchema,
  verify,
  sign,
  parseEvent,
  allowsUnsignedChallenge: (options) => options.verification === 'unsigned',
  answerChallenge,
  fetchResult,
  checkToken,
  testBody,
  reconciliation,
} satisfies Provider<LimaiOptions>;

function answerChallenge(challenge: string, options: LimaiOptions): ChallengeAnswer {
  return options.challengeAnswer === 'text'
    ? { contentType: 'text/plain; charset=utf-8', body: challenge }
    : { contentType: 'application/json', body: JSON.stringify({ challenge }) };
}
