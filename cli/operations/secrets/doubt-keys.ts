import type { Context } from '../../connection/context';
import type { Inbox, SourceAddress } from '../../inbox';

/** Says so when keys do not look like the provider's; a local run's are made up, so that is no error. */
export function warnAboutKeys(
  keys: readonly string[],
  { id }: SourceAddress,
  { inbox, context }: { readonly inbox: Inbox; readonly context: Context },
): void {
  const { name, signingKeyPrefix: prefix } = inbox.sources.get(id)?.provider.manifest ?? {};
  if (prefix !== undefined && keys.some((key) => !key.startsWith(prefix))) {
    context.output.note(
      `${name}'s signing keys begin with ${prefix}, and this value does not: is it the right one, whole?`,
    );
  }
}
