import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One value of a secret; `stages` says which of them is current. */
export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
  stages: string[];
}

export interface StoredSecret {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  description?: string | undefined;
  versions: SecretVersion[];
}

/** Secrets in memory and, given a file, on disk: each change is a new file renamed over the old one. */
export class SecretStore {
  readonly #secrets = new Map<string, StoredSecret>();
  #writing: Promise<void> = Promise.resolve();

  private constructor(private readonly file: string | undefined) {}

  /** @throws Error when the file is there and is not ours */
  static async open(file: string | undefined): Promise<SecretStore> {
    const store = new SecretStore(file);
    for (const secret of file ? await readSecrets(file) : []) {
      store.#secrets.set(secret.name, secret);
    }
    return store;
  }

  list(): readonly StoredSecret[] {
    return [...this.#secrets.values()];
  }

  /** By name, by ARN, or by ARN without its random suffix. */
  find(id: string): StoredSecret | undefined {
    return (
      this.#secrets.get(id) ??
      this.list().find(({ arn }) => arn === id || arn.replace(/-[^-]{6}$/, '') === id)
    );
  }

  async add(secret: StoredSecret): Promise<void> {
    this.#secrets.set(secret.name, secret);
    await this.save();
  }

  /** The value becomes the current one, the one before it the previous. */
  async putValue(secret: StoredSecret, value: string, id: string = randomUUID()): Promise<SecretVersion> {
    const current = secret.versions.find(({ stages }) => stages.includes('AWSCURRENT'));
    const version = { id, value, createdAt: Date.now(), stages: ['AWSCURRENT'] };
    if (current) {
      current.stages = ['AWSPREVIOUS'];
    }
    secret.versions = [version, ...(current ? [current] : [])];
    await this.save();
    return version;
  }

  save(): Promise<void> {
    const { file } = this;
    if (!file) {
      return Promise.resolve();
    }
    const text = JSON.stringify(this.list(), null, 2);
    this.#writing = this.#writing.catch(() => undefined).then(() => replaceFile(file, text));
    return this.#writing;
  }
}

async function readSecrets(file: string): Promise<readonly StoredSecret[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as readonly StoredSecret[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw new Error(`Secrets file ${file}: cannot be read, expected JSON as this program wrote it.`, {
      cause: error,
    });
  }
}

async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
