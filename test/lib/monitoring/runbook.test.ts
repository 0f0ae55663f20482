import defaultConfig from '../../../extraction-inbox.config';
import { parseConfig } from '../../../lib/config/parse-config';
import { findRunbookUrl, toRunbookPage } from '../../../lib/monitoring/runbook';
import manifest from '../../../package.json';

describe('the page of the runbook', () => {
  it.each([
    ['github:owner/name', 'https://github.com/owner/name/blob/HEAD/docs/operate/runbook.md'],
    ['owner/name', 'https://github.com/owner/name/blob/HEAD/docs/operate/runbook.md'],
    [
      'git+https://github.com/owner/name.git',
      'https://github.com/owner/name/blob/HEAD/docs/operate/runbook.md',
    ],
    ['https://github.com/owner/name/', 'https://github.com/owner/name/blob/HEAD/docs/operate/runbook.md'],
    [
      'https://github.com/owner/name#readme',
      'https://github.com/owner/name/blob/HEAD/docs/operate/runbook.md',
    ],
    ['git@github.com:owner/name.git', 'https://github.com/owner/name/blob/HEAD/docs/operate/runbook.md'],
    [
      'git+ssh://git@gitlab.com/owner/name.git',
      'https://gitlab.com/owner/name/-/blob/HEAD/docs/operate/runbook.md',
    ],
    ['gitlab:owner/name', 'https://gitlab.com/owner/name/-/blob/HEAD/docs/operate/runbook.md'],
    ['bitbucket:owner/name', 'https://bitbucket.org/owner/name/src/HEAD/docs/operate/runbook.md'],
  ])('of the repository %s is %s', (repository, page) => {
    expect(toRunbookPage(repository)).toBe(page);
    expect(toRunbookPage({ type: 'git', url: repository })).toBe(page);
  });

  it.each([
    undefined,
    '',
    7,
    {},
    'gist:11081aaa281',
    'https://git.example.com/owner/name',
    'https://github.com',
  ])('is not guessed from %j', (repository) => {
    expect(toRunbookPage(repository)).toBeUndefined();
  });

  it('is by default that of package.json, and the path within the repository while that names none', () => {
    const { repository, homepage } = manifest as {
      readonly repository?: unknown;
      readonly homepage?: unknown;
    };
    const expected = toRunbookPage(repository) ?? toRunbookPage(homepage) ?? 'docs/operate/runbook.md';
    expect(findRunbookUrl()).toBe(expected);
    expect(parseConfig(defaultConfig).runbookUrl).toBe(expected);
  });
});
