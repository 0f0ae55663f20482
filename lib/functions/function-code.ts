import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { bundleHandlers, type Handler } from './bundling';

/** As in lambda/contracts/packaged.ts; asked here, so that the package's build drops the other branch and with it esbuild. */
declare const EXTRACTION_INBOX_PACKAGED: boolean;

let bundled: ReturnType<typeof bundleHandlers> | undefined;

/**
 * The code of a function. In this repository each synth bundles it from the sources; the published package has it in `dist`,
 * beside the construct.
 */
export function functionCode(handler: Handler): AssetCode {
  return typeof EXTRACTION_INBOX_PACKAGED === 'boolean'
    ? Code.fromAsset(join(__dirname, 'functions', handler))
    : bundledCode(handler);
}

function bundledCode(handler: Handler): AssetCode {
  return Code.fromAsset(join(__dirname, '..', '..', 'lambda', 'handlers'), {
    // The asset changes when the bundle does: an edit of any file that is in it, or of a package.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Required, and never used: esbuild needs no container.
      image: DockerImage.fromRegistry('none'),
      // Not run either: the CDK bundles once what has the same options, and this tells the functions apart.
      command: [handler],
      local: {
        tryBundle: (directory) => {
          bundled ??= bundleHandlers();
          writeFileSync(join(directory, 'index.js'), bundled.code[handler]);
          return true;
        },
      },
    },
  });
}
