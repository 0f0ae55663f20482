import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../pages';

/** Where pip installs the AWS CLI, once, on a machine that has none. */
const ENVIRONMENT = join(ROOT, '.local', 'aws-cli');
const PACKAGE = 'awscli==1.45.11';

/** The machine's AWS CLI, or one of its own for this checkout; undefined without Python. */
export function findAwsCli(): string | undefined {
  const { stdout } = spawnSync('bash', ['-c', 'command -v aws'], { encoding: 'utf8' });
  return stdout.trim() || installed();
}

function installed(): string | undefined {
  const aws = join(ENVIRONMENT, 'bin', 'aws');
  if (!existsSync(aws)) {
    const script = `python3 -m venv '${ENVIRONMENT}' && '${ENVIRONMENT}/bin/pip' install --quiet ${PACKAGE}`;
    spawnSync('bash', ['-c', script], { stdio: 'ignore' });
  }
  return existsSync(aws) ? aws : undefined;
}
