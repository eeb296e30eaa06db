import { isIP } from 'node:net';

/** The parts of a candidate line (RFC 8839 §5.1) up to its type; what follows are names and values in turn. */
const RELAY =
  /^(?:a=)?candidate: ?([a-z\d+/]{1,32}) (\d{1,3}) (udp|tcp) (\d{1,10}) ([\da-f.:]{2,45}) (\d{1,5}) typ relay(?: (.*))?$/i;

/** What browsers say beyond that and need on the other side. None of these values can be an address. */
const KEPT = new Map([
  ['generation', /^\d{1,10}$/],
  ['ufrag', /^[a-z\d+/]{1,256}$/i],
  ['network-id', /^\d{1,5}$/],
  ['network-cost', /^\d{1,5}$/],
  ['tcptype', /^(?:active|passive|so)$/],
]);

/**
 * A relay's candidate line, written anew from the parts that are known, with an empty related address: that is where
 * the relay's own client is. `null` for every other candidate and for whatever can't be read as one.
 */
export function relayCandidate(line: string): string | null {
  const parts = RELAY.exec(line.trim().replaceAll(/\s+/g, ' '));
  if (parts === null) return null;
  const [, foundation, component, transport, priority, address = '', port, rest = ''] = parts;
  if (isIP(address) === 0 || Number(port) > 65_535) return null;
  const relay = `candidate:${foundation} ${component} ${transport} ${priority} ${address} ${port} typ relay`;
  return [relay, 'raddr 0.0.0.0 rport 0', ...kept(rest.split(' '))].join(' ');
}

const kept = (words: readonly string[]): string[] =>
  words.flatMap((name, index) => {
    const value = words[index + 1] ?? '';
    return index % 2 === 0 && KEPT.get(name.toLowerCase())?.test(value) === true ? [`${name} ${value}`] : [];
  });
