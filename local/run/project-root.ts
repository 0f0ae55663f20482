import { join } from 'node:path';

export const PROJECT_ROOT = join(__dirname, '..', '..');

/** What the local run leaves behind in the project; not in version control. */
export const LOCAL_DIR = join(PROJECT_ROOT, '.local');
