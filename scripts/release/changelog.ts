/** One version of CHANGELOG.md, in the form of https://keepachangelog.com/en/1.1.0/. */
export interface ChangelogVersion {
  readonly version: string;
  /** As `2026-11-30`; `Unreleased` has none. */
  readonly date: string | undefined;
  /** `Added`, `Changed`, … → its entries, each with its lines as written. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

const HEADING = /^## \[([^\]]+)\](?: - (\S+))?$/;

export function parseChangelog(text: string): readonly ChangelogVersion[] {
  return text
    .split(/^(?=## )/m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      const [, version = heading, date] = HEADING.exec(heading) ?? [];
      return { version, date, groups: parseGroups(lines.join('\n')) };
    });
}

function parseGroups(section: string): ReadonlyMap<string, readonly string[]> {
  const groups = section.split(/^### /m).slice(1);
  return new Map(
    groups.map((group) => {
      const [name = '', ...lines] = group.split('\n');
      return [name, parseEntries(lines.join('\n'))];
    }),
  );
}

function parseEntries(group: string): readonly string[] {
  return group
    .split(/^(?=- )/m)
    .filter((entry) => entry.startsWith('- '))
    .map((entry) => entry.trimEnd());
}
