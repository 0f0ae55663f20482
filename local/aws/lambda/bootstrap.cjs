'use strict';
/**
 * The process a function runs in: a client of the Lambda Runtime API in plain JavaScript, so that it starts as fast as Node does.
 * It ends with its host, whose death it sees as the end of its standard input or as a refused call.
 */
const { existsSync } = require('node:fs');
const http = require('node:http');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

/** Nobody is left to take an answer. */
function leave() {
  process.exit(1);
}

function call(method, path, body) {
  return new Promise((resolve) => {
    const request = http.request(
      { hostname, port, agent, method, path: `/2018-06-01/runtime/${path}` },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', leave);
        response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
      },
    );
    request.on('error', leave);
    request.end(body);
  });
}

function describe(error) {
  const known = error instanceof Error;
  return JSON.stringify({
    errorType: known ? error.name : typeof error,
    errorMessage: known ? error.message : String(error),
  });
}

/** `index.handler` is the export `handler` of `index.js` (or `.mjs`, `.cjs`) in the task root. */
async function loadHandler() {
  const [file, name] = process.env._HANDLER.split('.');
  const base = join(process.env.LAMBDA_TASK_ROOT, file);
  const path = ['.js', '.mjs', '.cjs'].map((ending) => base + ending).find((each) => existsSync(each));
  if (!path) {
    throw new Error(`Handler: no ${file}.js, .mjs or .cjs in the function's code.`);
  }
  const loaded = path.endsWith('.mjs') ? await import(pathToFileURL(path).href) : require(path);
  if (typeof loaded[name] !== 'function') {
    throw new Error(`Handler: ${file} exports no function "${name}".`);
  }
  return loaded[name];
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

async function serveOne(handler) {
  const next = await call('GET', 'invocation/next');
  const context = contextOf(next.headers);
  process.env._X_AMZN_TRACE_ID = next.headers['lambda-runtime-trace-id'];
  const path = `invocation/${context.awsRequestId}`;
  try {
    const result = await handler(JSON.parse(next.body.toString()), context);
    await call('POST', `${path}/response`, JSON.stringify(result) ?? 'null');
  } catch (error) {
    await call('POST', `${path}/error`, describe(error));
  }
}

async function main() {
  process.stdin.on('close', leave).resume();
  // Ctrl-C reaches the whole process group; the host decides when its functions end.
  process.on('SIGINT', () => {});
  let handler;
  try {
    handler = await loadHandler();
  } catch (error) {
    await call('POST', 'init/error', describe(error));
    process.exit(1);
  }
  for (;;) {
    await serveOne(handler);
  }
}

void main();
