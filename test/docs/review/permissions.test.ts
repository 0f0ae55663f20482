import config from '../../../local/demo/permissions.config';
import { synthesize } from '../../lib/synthesize';
import { permissionsTable } from '../../support/stack/permissions-table';
import { PAGES } from '../pages';

const TEXT = PAGES.find(({ path }) => path === 'docs/review/permissions.md')?.text ?? '';

describe('docs/review/permissions.md', () => {
  it('has every grant of the template, and what for, as the template says it', () => {
    const rows = TEXT.split('\n').filter((line) => /^### |^\| `/.test(line));
    expect(rows).toEqual(permissionsTable(synthesize(config)));
  });
});
