import { readFileSync } from 'node:fs';
import {
  environmentName,
  pythonProblem,
  REQUIREMENTS,
} from '../../../../proofs/ministack/emulator/python-environment';

const requirements = readFileSync(REQUIREMENTS, 'utf8');
/** `ministack==1.5.33`, with what follows up to the next package. */
const packages = [...requirements.matchAll(/^([\w-]+)(.*(?:\n {4}.*)*)/gm)];

describe('pythonProblem', () => {
  it.each(['Python 3.10.0', 'Python 3.11.7', 'Python 3.14.0rc1'])('takes %s', (version) => {
    expect(pythonProblem(version)).toBeUndefined();
  });

  it.each(['Python 3.9.2', 'Python 2.7.18', 'Python 4.0.0', ''])(
    'refuses "%s" and says what to install',
    (version) => {
      expect(pythonProblem(version)).toMatch(
        `python3: got "${version}", expected 3.10 or newer. Install Python 3.10 or newer with its venv module`,
      );
    },
  );
});

describe('environmentName', () => {
  it('is the same for the same pins and the same Python', () => {
    expect(environmentName('ministack==1', 'Python 3.11.7')).toBe(
      environmentName('ministack==1', 'Python 3.11.7'),
    );
  });

  it.each([
    ['ministack==2', 'Python 3.11.7'],
    ['ministack==1', 'Python 3.12.0'],
  ])('differs for %s with %s', (pins, version) => {
    expect(environmentName(pins, version)).not.toBe(environmentName('ministack==1', 'Python 3.11.7'));
  });
});

describe('requirements.txt', () => {
  it('holds MiniStack and what it needs', () => {
    expect(packages.map(([, name]) => name)).toEqual(
      expect.arrayContaining(['ministack', 'hypercorn', 'botocore', 'pyyaml']),
    );
  });

  it.each(packages.map(([text, name]) => ({ name, text })))(
    'pins $name to a version and hashes',
    ({ text }) => {
      expect(text).toMatch(/^[\w-]+==[\w.]+( ; [^\n]+)? \\\n {4}--hash=sha256:[0-9a-f]{64}/);
    },
  );

  it('names no registry', () => {
    expect(requirements).not.toMatch(/:\/\/|--(extra-)?index-url|--find-links/);
  });
});
