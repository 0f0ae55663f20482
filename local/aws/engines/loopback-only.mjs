import net from 'node:net';

/**
 * Makes every server of this process listen on 127.0.0.1. fauxqs passes `0.0.0.0` to listen() and has no option for it
 * (2.4.1, `dist/app.js`), which would offer everybody on the network an S3 and SQS without authentication.
 */
export function listenOnLoopbackOnly() {
  const listen = net.Server.prototype.listen;
  net.Server.prototype.listen = function (first, ...rest) {
    if (typeof first === 'object' && first !== null && first.path === undefined) {
      return listen.call(this, { ...first, host: '127.0.0.1' }, ...rest);
    }
    const callback = rest.find((argument) => typeof argument === 'function');
    return listen.call(this, { port: Number(first), host: '127.0.0.1' }, callback);
  };
}
