import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ENGINE_PACKAGES,
  engineEntry,
  findPackage,
  requireEngines,
} from '../../../../local/aws/engines/engine-package';

const PROJECT = join(__dirname, '../../../..');

describe('the packages of the engines', () => {
  it('are those that this repository is tested with', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    expect(devDependencies).toMatchObject(ENGINE_PACKAGES);
  });

  it('are found beside the program, or else from the current folder', () => {
    expect(findPackage('dynalite', ['/nowhere', __dirname])).toBe(join(PROJECT, 'node_modules', 'dynalite'));
    expect(findPackage('dynalite', ['/nowhere'])).toBeUndefined();
  });

  it('are loaded by their main file, also where require() is refused', () => {
    expect(engineEntry('fauxqs')).toBe(join(PROJECT, 'node_modules', 'fauxqs', 'dist', 'app.js'));
  });

  it('are named with the line that installs them when they are missing', () => {
    const onlyDynalite = (name: string) => (name === 'dynalite' ? '/x' : undefined);
    expect(() => requireEngines(['fauxqs', 'dynalite'], () => undefined)).toThrow(
      'The local run needs fauxqs and dynalite, which are not installed. Install with `npm install --save-dev fauxqs@2.4.1 dynalite@4.0.0`.',
    );
    expect(() => requireEngines(['fauxqs', 'dynalite'], onlyDynalite)).toThrow(
      'The local run needs fauxqs, which is not installed. Install with `npm install --save-dev fauxqs@2.4.1`.',
    );
    expect(() => requireEngines(['fauxqs'], () => '/x')).not.toThrow();
  });
});
