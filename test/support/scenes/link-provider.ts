import { ProviderError } from '../../../lambda/domain/provider/error-kinds';
import type {
  FetchOutcome,
  FetchRequest,
  IncomingEvent,
  Provider,
} from '../../../lambda/domain/provider/provider';
import { type NeutralBody, neutralProvider } from '../../simulated/neutral/neutral-provider';
import { NEUTRAL_ORIGIN } from '../../simulated/neutral/neutral-reconciliation';

/** A signed link of the neutral provider, by its last segment. */
export const linkTo = (name: string) => `${NEUTRAL_ORIGIN}${linkPath(name)}`;

export const linkPath = (name: string) => `/signed/${name}`;

/**
 * The neutral provider where a link in the body is the only way to what the event is about: the result of a `done` event, the content
 * of a `note`.
 */
export const linkProvider: Provider = {
  ...neutralProvider,
  parseEvent: (body) => {
    const reading = neutralProvider.parseEvent(body);
    const { url } = body.value as NeutralBody;
    return reading.kind === 'event' && url !== undefined
      ? { ...reading, event: linked(reading.event) }
      : reading;
  },
  fetchResult: (request) => {
    const { url } = (request.body?.value ?? {}) as Partial<NeutralBody>;
    return url === undefined ? neutralProvider.fetchResult(request) : follow(url, request);
  },
};

function linked(event: IncomingEvent): IncomingEvent {
  return event.disposition === 'archive' ? { ...event, disposition: 'archive_link' } : event;
}

async function follow(url: string, request: FetchRequest<unknown>): Promise<FetchOutcome> {
  const { download, deadline, maxBytes, event } = request;
  const { status, body } = await download.get({ url, headers: {}, deadline, maxBytes });
  if (status === 403) {
    throw new ProviderError('link_expired', 'The link is dead.');
  }
  if (status !== 200) {
    throw new ProviderError(status === 404 ? 'permanent' : 'transient', `The link answered ${status}.`);
  }
  return event.disposition === 'archive_link'
    ? { kind: 'content', content: body }
    : { kind: 'data', extraction: body };
}
