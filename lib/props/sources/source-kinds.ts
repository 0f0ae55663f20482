import type { PropTable } from '../prop-table';
import { EXTEND_PROPS, ExtendSource } from './extend-source';
import type { ExtractionProvider } from './extraction-provider';
import type { InboxSource } from './inbox-source';
import { LIMAI_PROPS, LimaiSource } from './limai-source';

interface SourceKind {
  readonly props: PropTable<object>;
  create(id: string, props: object): InboxSource;
}

/** What a source of each provider is made and read by. */
export const SOURCE_KINDS: Readonly<Record<ExtractionProvider, SourceKind>> = {
  limai: { props: LIMAI_PROPS, create: LimaiSource.create },
  extend: { props: EXTEND_PROPS, create: ExtendSource.create },
};

/** How an app makes a source, for messages. */
export const HOW_TO_CREATE = 'what LimaiSource.create(…) or ExtendSource.create(…) returns';
