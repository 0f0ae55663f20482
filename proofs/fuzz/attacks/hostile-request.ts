import type { FuzzSource } from '../fuzz-source';
import type { Attack, Authentic, HeaderLine, HostileRequest } from './authentic';
import { BODY_ATTACKS } from './body-attacks';
import { Dice } from './dice';
import { assertNotAuthentic } from './not-authentic';
import { REQUEST_ATTACKS } from './request-attacks';
import { SIGNATURE_ATTACKS } from './signature-attacks';

const ATTACKS: readonly (readonly [string, Attack])[] = Object.entries({
  ...SIGNATURE_ATTACKS,
  ...BODY_ATTACKS,
  ...REQUEST_ATTACKS,
});

/** Names of everything that is tried. */
export const ATTACK_NAMES: readonly string[] = ATTACKS.map(([name]) => name);

const CONTENT_TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'text/plain',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json, text/html',
  '',
];

export interface Draw {
  readonly seed: number;
  readonly index: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * One hostile request, decided by seed and index (times and what is signed over them excepted).
 * @throws Error when it is one the provider could have sent: the attack is then none
 */
export function hostileRequest(sources: readonly FuzzSource[], { seed, index, now }: Draw): HostileRequest {
  const dice = Dice.of(seed, index);
  const source = dice.pick(sources);
  const others = sources.filter((other) => other !== source);
  const body = dice.pick(source.bodies);
  const signed = source.provider.sign(body, dice.pick(source.keys), now);
  const authentic: Authentic = { dice, source, others, body, now, signed };
  const [kind, attack] = dice.pick(ATTACKS);
  const changed = attack(authentic);
  const request = {
    kind,
    path: `/webhooks/${source.id}`,
    body,
    ...changed,
    headers: decorated(changed.headers ?? Object.entries(signed), dice),
  };
  assertNotAuthentic(request, sources, now);
  return request;
}

/** What does not decide anything, and must not. */
function decorated(lines: readonly HeaderLine[], dice: Dice): HeaderLine[] {
  const cased = dice.hits(0.3) ? lines.map(([name, value]) => [name.toUpperCase(), value] as const) : lines;
  return [['content-type', dice.pick(CONTENT_TYPES)], ['user-agent', 'fuzz'], ...cased];
}
