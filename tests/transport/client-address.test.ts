import { equal } from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { describe, test } from 'vitest';
import { createLog } from '../../packages/api/src/create-log.ts';
import { ClientNetworks, networkOf } from '../../packages/api/src/transport/client-address.ts';

describe('who is counted', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2::1', '2001:db8:1:2'],
    ['2001:DB8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2'],
    ['2001:0db8:0001:0002:0000:0000:0000:0001', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8::2:0:0:1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['1::', '1:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('[TR2] %s is %s', (address, network) => equal(networkOf(address), network));

  const from = (remoteAddress: string, forwarded?: string): IncomingMessage => {
    const socket = new Socket();
    Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
    const req = new IncomingMessage(socket);
    if (forwarded !== undefined) req.headers['x-forwarded-for'] = forwarded;
    return req;
  };
  const silent = createLog('silent');

  test('[TR2] what a proxy says counts when it is ours, and what anybody else says does not', () => {
    const networks = new ClientNetworks(['10.0.0.0/8'], silent);
    equal(networks.of(from('10.1.2.3', '198.51.100.1, 203.0.113.7')).network, '203.0.113.7');
    equal(networks.of(from('203.0.113.9', '198.51.100.1')).network, '203.0.113.9');
    equal(networks.of(from('192.168.0.4', '198.51.100.1')).network, '192.168.0.4');
    equal(networks.of(from('::ffff:10.1.2.3', '2001:db8:1:2::9')).network, '2001:db8:1:2');
  });

  test('[TR2] behind a proxy that nobody has told us of, nobody is counted for all the others; the log says so once', () => {
    const lines: string[] = [];
    const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
      lines.push(chunk.toString());
      done();
    };
    const networks = new ClientNetworks([], createLog('info', new Writable({ write })));
    for (const proxy of ['127.0.0.1', '172.18.0.1', '::1', '::ffff:10.0.0.1', 'fd00::1'])
      equal(networks.of(from(proxy, '203.0.113.7')).network, null, proxy);
    equal(lines.filter((line) => line.includes('TRUSTED_PROXIES')).length, 1);
    // Who comes from the internet, and who speaks for himself alone, is counted.
    equal(networks.of(from('203.0.113.9', '198.51.100.1')).network, '203.0.113.9');
    equal(networks.of(from('127.0.0.1')).network, '127.0.0.1');
  });
});
