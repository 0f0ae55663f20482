import { JsonView } from '../../../lambda/domain/text/json-view';

/** The exact text of a member of a JSON object; undefined where it has none. */
export function rawMember(text: string, name: string): string | undefined {
  return JsonView.of(Buffer.from(text))?.member(name)?.exactText;
}
