// Preloaded into the command: what reaches out throws, what touches the disk or the environment is written down.
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import workerThreads from 'node:worker_threads';

const log = {
  paths: new Set(),
  contents: new Set(),
  writes: new Set(),
  environment: new Set(),
  forbidden: [],
};
const appendFileSync = fs.appendFileSync;
const target = process.env.SANDBOX_LOG;

const forbid = (owner, name, what) => {
  const refuse = function () {
    log.forbidden.push(what);
    throw new Error(`not in a lint: ${what}`);
  };
  Object.defineProperty(owner, name, { value: refuse, configurable: true, writable: true });
};

for (const name of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'])
  forbid(childProcess, name, `child_process.${name}`);
for (const name of ['request', 'get']) {
  forbid(http, name, `http.${name}`);
  forbid(https, name, `https.${name}`);
}
forbid(http2, 'connect', 'http2.connect');
forbid(tls, 'connect', 'tls.connect');
for (const name of ['connect', 'createConnection', 'createServer']) forbid(net, name, `net.${name}`);
forbid(net.Socket.prototype, 'connect', 'net.Socket.connect');
forbid(dgram, 'createSocket', 'dgram.createSocket');
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveTxt']) {
  forbid(dns, name, `dns.${name}`);
  forbid(dns.promises, name, `dns.promises.${name}`);
}
forbid(workerThreads, 'Worker', 'worker_threads.Worker');
forbid(globalThis, 'fetch', 'fetch');
if ('WebSocket' in globalThis) forbid(globalThis, 'WebSocket', 'WebSocket');

const WRITING =
  /^(append|chmod|chown|copyFile|cp|createWrite|lchmod|link|lutimes|mkdir|mkdtemp|rename|rm|rmdir|symlink|truncate|unlink|utimes|writeFile)/;
const READING =
  /^(access|createRead|exists|lstat|open|openAsBlob|opendir|readFile|readdir|readlink|realpath|stat|statfs|watch)/;
for (const api of [fs, fs.promises])
  for (const name of Object.keys(api)) {
    const original = api[name];
    if (typeof original !== 'function' || !(WRITING.test(name) || READING.test(name))) continue;
    const watched = function (...args) {
      const file = args[0] instanceof URL ? fileURLToPath(args[0]) : args[0];
      if (typeof file === 'string' || Buffer.isBuffer(file)) {
        const absolute = path.resolve(String(file));
        const opensToWrite = name.startsWith('open') && typeof args[1] === 'string' && /[wa+]/.test(args[1]);
        (WRITING.test(name) || opensToWrite ? log.writes : log.paths).add(absolute);
        if (/^(createRead|open|readFile|readdir)/.test(name) && !opensToWrite) log.contents.add(absolute);
      }
      return Reflect.apply(original, this, args);
    };
    api[name] = Object.assign(watched, original);
  }

process.env = new Proxy(process.env, {
  get(env, name) {
    if (typeof name === 'string') log.environment.add(name);
    return Reflect.get(env, name);
  },
  has(env, name) {
    log.environment.add(String(name));
    return Reflect.has(env, name);
  },
});
syncBuiltinESMExports();

process.on('exit', () => {
  const lists = Object.fromEntries(Object.entries(log).map(([key, values]) => [key, [...values].sort()]));
  appendFileSync(target, JSON.stringify(lists) + '\n');
});
